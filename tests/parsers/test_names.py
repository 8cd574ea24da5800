"""Each name that the README's table stands for is served by a format that its own lines alone are taken for.

A name is followed by its format, and by what its sample is of where the format serves several.
"""

from __future__ import annotations

import pytest

from reconstruct.parsers.formats import LogFormat, Sample, load_formats
from reconstruct.parsers.recognise_files import recognise_any, recognise_each

FORMATS = {form.name: form for form in load_formats()}
WEB = [
    ("Apache access, common", "access-common", "Apache"),
    ("Apache access, combined", "access-combined", "Apache"),
    ("Apache access, vhost", "access-vhost", ""),
    ("Apache error", "apache-error", ""),
    ("nginx access", "access-combined", "nginx"),
    ("nginx access with times", "access-timed", ""),
    ("nginx access of one's own log_format", "access-custom", ""),
    ("ingress-nginx", "access-timed", "ingress-nginx"),
    ("nginx JSON", "json", "nginx"),
    ("nginx error", "nginx-error", ""),
    ("IIS W3C", "iis", ""),
    ("IIS HTTPERR", "iis-httperr", ""),
    ("HAProxy HTTP, TCP and errors", "haproxy-http", ""),
    ("HAProxy behind syslog", "haproxy-http", "behind rsyslog's RFC 3339 front"),
    ("Envoy", "envoy", ""),
    ("Istio", "envoy", "Istio"),
    ("Envoy's own log", "envoy-own", ""),
    ("Traefik CLF", "access-timed", "Traefik, common log format"),
    ("Traefik JSON", "traefik-json", ""),
    ("Caddy JSON", "caddy", ""),
    ("Varnish", "access-combined", "Varnish, varnishncsa"),
    ("Squid access", "squid", ""),
    ("Squid cache.log", "squid-cache", ""),
    ("AWS ALB", "aws-alb", ""),
    ("AWS ELB", "aws-elb", ""),
    ("CloudFront", "cloudfront", ""),
    ("S3 access", "aws-s3", ""),
    ("lighttpd access", "access-combined", "lighttpd"),
    ("lighttpd error", "lighttpd-error", ""),
    ("Tomcat access", "access-common", "Tomcat"),
    ("Tomcat catalina", "catalina", ""),
    ("LTSV", "ltsv", ""),
]
DATABASES = [
    ("PostgreSQL stderr", "postgresql", ""),
    ("PostgreSQL syslog", "postgresql", "PostgreSQL, syslog"),
    ("PostgreSQL csvlog", "postgresql-csv", ""),
    ("PostgreSQL jsonlog", "postgresql-json", ""),
    ("Amazon RDS", "postgresql", "Amazon RDS and Aurora"),
    ("Cloud SQL", "cloudsql", ""),
    ("pgbouncer", "pgbouncer", ""),
    ("MySQL error", "mysql-error", ""),
    ("MySQL slow", "mysql-slow", ""),
    ("MySQL general", "mysql-general", ""),
    ("MariaDB error", "mariadb-error", ""),
    ("MariaDB slow", "mysql-slow", "MariaDB"),
    ("MongoDB JSON", "mongodb-json", ""),
    ("MongoDB text", "mongodb", ""),
    ("Redis", "redis", ""),
    ("Elasticsearch text", "elasticsearch", ""),
    ("Elasticsearch JSON", "elasticsearch-json", ""),
    ("Elasticsearch slow log", "elasticsearch", "slow log"),
    ("Elasticsearch slow log JSON", "elasticsearch-json", "slow log"),
    ("OpenSearch", "elasticsearch", "OpenSearch"),
    ("Cassandra", "cassandra", ""),
    ("CockroachDB", "cockroachdb", ""),
    ("ClickHouse", "clickhouse", ""),
    ("Oracle alert log", "oracle-alert", ""),
    ("SQL Server ERRORLOG", "sqlserver", ""),
    ("etcd", "etcd", ""),
    ("etcd JSON", "etcd-json", ""),
    ("ZooKeeper", "zookeeper", ""),
    ("InfluxDB", "influxdb", ""),
    ("Neo4j", "neo4j", ""),
    ("Neo4j query log", "neo4j", "query log"),
    ("memcached", "memcached", ""),
]
PLATFORMS_AND_APPLICATIONS = [
    ("Kafka", "kafka", ""),
    ("RabbitMQ", "rabbitmq", ""),
    ("NATS", "nats", ""),
    ("ActiveMQ", "activemq", ""),
    ("ActiveMQ Artemis", "wildfly", "ActiveMQ Artemis"),
    ("Consul", "hclog", "Consul"),
    ("Vault", "hclog", "Vault"),
    ("Nomad", "hclog", "Nomad"),
    ("Docker json-file", "docker-json", ""),
    ("Kubernetes CRI", "cri", ""),
    ("klog", "klog", ""),
    ("Kubernetes events", "kubernetes-events", ""),
    ("journalctl -o json", "journal-json", ""),
    ("journalctl -o short-precise", "syslog", "journalctl -o short-precise"),
    ("journalctl -o short-iso", "syslog", "journalctl -o short-iso"),
    ("journalctl -o short-full", "syslog", "journalctl -o short-full"),
    ("journalctl -o export", "journal-export", ""),
    ("syslog RFC 3164", "syslog", ""),
    ("syslog RFC 5424", "syslog-5424", ""),
    ("kernel ring buffer", "kernel", ""),
    ("kernel ring buffer since boot", "kernel-boot", ""),
    ("auditd", "auditd", ""),
    ("cron", "syslog", "cron"),
    ("sshd", "syslog", "sshd"),
    ("iptables", "syslog", "iptables"),
    ("fluentd", "fluentd", ""),
    ("Fluent Bit", "fluentd", "Fluent Bit"),
    ("Logstash", "logstash", ""),
    ("Logstash JSON", "logstash-json", ""),
    ("Kibana", "kibana", ""),
    ("Kibana JSON", "kibana-json", ""),
    ("Prometheus", "logfmt", "Prometheus"),
    ("Alertmanager", "logfmt", ""),
    ("Jenkins", "jenkins", ""),
    ("GitLab", "json", "GitLab"),
    ("Ansible", "ansible", ""),
    ("Puppet", "puppet", ""),
    ("Puppet Server", "puppet", "Puppet Server"),
    ("certbot", "certbot", ""),
    ("supervisord", "supervisord", ""),
    ("HDFS", "hadoop", "HDFS"),
    ("Hadoop", "hadoop", "Hadoop"),
    ("Spark", "spark", ""),
    ("OpenStack", "openstack", ""),
    ("Icinga", "icinga2", ""),
    ("Zeek", "zeek", ""),
    ("Suricata", "suricata", ""),
    ("osquery", "osquery", ""),
    ("Santa", "santa", ""),
    ("Python logging", "python-logging", ""),
    ("structlog", "structlog", ""),
    ("structlog JSON", "json", "structlog"),
    ("gunicorn", "gunicorn", ""),
    ("uvicorn", "uvicorn", ""),
    ("Celery", "celery", ""),
    ("Loguru", "loguru", ""),
    ("log4j", "log4j", "log4j"),
    ("logback", "logback", ""),
    ("java.util.logging", "java-util-logging", ""),
    ("Spring Boot", "spring-boot", ""),
    ("WildFly", "wildfly", "WildFly"),
    ("Go log", "record", "Go log"),
    ("logrus", "logfmt", "logrus"),
    ("logrus JSON", "json", "logrus"),
    ("zap", "json", "zap"),
    ("zap console", "caddy-console", "zap"),
    ("zerolog", "json", "zerolog"),
    ("zerolog console", "zerolog", ""),
    ("slog", "logfmt", "slog"),
    ("slog JSON", "json", "slog"),
    ("pino", "node-json", "pino"),
    ("bunyan", "node-json", "bunyan"),
    ("winston", "json", "winston"),
    ("morgan", "access-combined", "morgan"),
    ("Ruby Logger", "ruby-logger", ""),
    ("Lograge", "ruby-logger", "Lograge"),
    ("Rails", "rails", ""),
    ("PHP error log", "php-error", ""),
    ("php-fpm", "php-fpm", ""),
    ("Monolog", "monolog", "Symfony"),
    ("Laravel", "monolog", "Laravel"),
    ("Serilog", "serilog", ""),
    ("CLEF", "clef", ""),
    ("NLog", "nlog", ""),
    ("env_logger", "rust", "env_logger"),
    ("tracing", "rust", "tracing"),
    ("tracing JSON", "tracing-json", ""),
    ("GELF", "gelf", ""),
    ("ECS", "ecs", ""),
    ("OpenTelemetry", "opentelemetry", ""),
    ("Google Cloud Logging", "google-cloud", ""),
    ("CloudWatch", "cloudwatch", ""),
    ("logfmt", "logfmt", ""),
]
PEOPLE = [
    ("PagerDuty log entries", "pagerduty", ""),
    ("PagerDuty incidents", "pagerduty-incidents", ""),
    ("Opsgenie", "opsgenie", ""),
    ("Splunk On-Call", "splunk-on-call", ""),
    ("Grafana OnCall", "grafana-oncall", ""),
    ("Alertmanager's alerts", "alertmanager", ""),
    ("Zabbix", "alert-records", "Zabbix"),
    ("Nagios", "nagios", ""),
    ("Icinga 2", "icinga2", ""),
    ("CloudWatch alarms", "alert-records", "CloudWatch alarms"),
    ("Slack", "slack", ""),
    ("Mattermost", "chat-records", "Mattermost"),
    ("Mattermost, compliance export", "chat-records", "Mattermost, compliance export"),
    ("Matrix", "chat-records", "Matrix"),
    ("Microsoft Teams", "teams", ""),
    ("Discord", "discord", ""),
    ("IRC", "irc", ""),
    ("Zendesk CSV", "tickets", "Zendesk"),
    ("Zendesk JSON", "tickets", "Zendesk JSON"),
    ("Jira CSV", "tickets", "Jira CSV"),
    ("Jira JSON", "jira", "Jira JSON"),
    ("ServiceNow CSV", "tickets", "ServiceNow CSV"),
    ("ServiceNow JSON", "tickets", "ServiceNow JSON"),
    ("GitHub issues CSV", "tickets", "GitHub issues CSV"),
    ("GitHub issues JSON", "tickets", "GitHub issues JSON"),
    ("Statuspage", "statuspage", ""),
    ("GitHub Actions", "github-actions", ""),
    ("GitLab deployments", "gitlab-deployments", ""),
    ("Argo CD", "argocd", ""),
    ("Jenkins builds", "jenkins-builds", ""),
    ("Kubernetes rollouts", "kubernetes-events", ""),
    ("git log", "git-log", ""),
    ("e-mail as mbox", "mbox", ""),
]
# What no format names is read by its shape: a generic format, or fields found by their names and values.
ANYTHING = {
    "JSON lines": ('{"zeitpunkt": "2026-11-23T09:00:00Z", "stufe": "ERROR", "was": "no route to host"}', "json"),
    "nested JSON": ('{"meta": {"at": "2026-11-23T09:00:00Z", "lvl": "warn"}, "data": {"text": "no route"}}', "json"),
    "CSV": ("time,level,text\n2026-11-23 09:00:00,ERROR,no route to host", "json"),
    "CSV, German": ("Zeit;Stufe;Meldung\n23.11.2026 09:00:00;ERROR;kein Weg zum Ziel", "json"),
    "CSV, French": ("Horodatage\tNiveau\tMessage\n23/11/2026 09:00:00\tERROR\tpas de route", "json"),
    "CSV, Spanish": ("Fecha;Nivel;Mensaje\n23/11/2026 09:00:00;ERROR;sin ruta al host", "json"),
    "free text": ("2026-11-23 09:00:00 ~~ odd ~~", "record"),
    "free text, the time further in": ("worker 7 @ 2026-11-23 09:00:00: started", "record-inside"),
}
NAMES = [*WEB, *DATABASES, *PLATFORMS_AND_APPLICATIONS, *PEOPLE]


def samples_of(form: LogFormat, of: str) -> list[Sample]:
    return [sample for sample in form.samples if sample.of == of]


@pytest.mark.parametrize(("name", "format_name", "of"), NAMES, ids=[name for name, _, _ in NAMES])
def test_a_name_is_recognised_by_itself_from_its_own_lines_alone(name: str, format_name: str, of: str) -> None:
    texts = [sample.text for sample in samples_of(FORMATS[format_name], of)]
    assert texts, name
    joined = ["\n".join(texts)] if FORMATS[format_name].layout == "lines" else texts
    found = recognise_each([(text.encode(), "x.log") for text in joined], list(FORMATS.values()))
    assert {form.name if form else None for form in found} == {format_name}


@pytest.mark.parametrize(("text", "format_name"), ANYTHING.values(), ids=list(ANYTHING))
def test_what_no_format_names_is_read_by_its_shape(text: str, format_name: str) -> None:
    found = recognise_any(f"{text}\n".encode(), "x.log", list(FORMATS.values()))
    assert found is not None
    assert found.name == format_name


@pytest.mark.parametrize(
    "form",
    [form for form in FORMATS.values() if form.layout not in ("lines", "copied")],  # a chat: test_guess_talk.py
    ids=lambda form: form.name,
)
def test_a_format_of_records_is_recognised_from_each_of_its_samples(form: LogFormat) -> None:
    texts = [(sample.text.encode(), "x.log") for sample in form.samples]
    assert {found.name if found else None for found in recognise_each(texts, list(FORMATS.values()))} == {form.name}
