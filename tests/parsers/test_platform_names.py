"""Each name of the queues, platforms and applications is served by a format that its own sample alone is taken for."""

from __future__ import annotations

import pytest

from reconstruct.parsers.formats import LogFormat, Sample, load_formats
from reconstruct.parsers.recognise_files import recognise_any

FORMATS = {form.name: form for form in load_formats()}
# The name, the format that serves it, and what its sample is of where the format serves several.
NAMES = [
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
    ("morgan", "access-combined", ""),
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


def samples_of(form: LogFormat, of: str) -> list[Sample]:
    return [sample for sample in form.samples if sample.of == of]


@pytest.mark.parametrize(("name", "format_name", "of"), NAMES, ids=[name for name, _, _ in NAMES])
def test_a_name_has_a_sample_which_is_recognised_by_itself(name: str, format_name: str, of: str) -> None:
    samples = samples_of(FORMATS[format_name], of)
    assert samples, name
    for sample in samples:
        found = recognise_any(sample.text.encode(), "x.log", list(FORMATS.values()))
        assert found is not None
        assert found.name == format_name
