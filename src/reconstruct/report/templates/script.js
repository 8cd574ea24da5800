"use strict";
// The page reads well without this: it adds a cursor over the charts, and buttons that copy a row.
{
  const said = document.getElementById("said");

  // Where the pointer or the slider stands in a chart, its figures are read from the table below it.
  for (const exhibit of document.querySelectorAll(".exhibit")) {
    const rows = [...exhibit.querySelectorAll("tr[data-x]")];
    const probe = exhibit.querySelector(".probe");
    if (!probe) continue;
    const names = [...exhibit.querySelectorAll(".figures thead th")].slice(1).map((cell) => cell.textContent);
    const starts = rows.map((row) => Number(row.dataset.x));
    const [slider, output] = [probe.querySelector("input"), probe.querySelector("output")];
    const chart = exhibit.querySelector(".chart");
    const cursor = chart.appendChild(document.createElement("div"));
    cursor.className = "cursor";
    cursor.hidden = true;
    probe.hidden = false;

    const shown = () => [...chart.querySelectorAll("svg")].find((svg) => svg.clientWidth > 0);
    const panel = (svg) => exhibit.dataset[svg.closest(".narrow") ? "narrow" : "wide"].split(" ").map(Number);

    const tell = (place) => {
      const cells = rows[place].children;
      const figures = names.map((name, i) => `${name} ${cells[i + 1].textContent}`);
      output.textContent = `${cells[0].textContent}: ${figures.join(" · ")}`;
      slider.value = place;
      slider.setAttribute("aria-valuetext", output.textContent);
    };

    const show = (place) => {
      tell(place);
      const svg = shown();
      if (!svg) return;
      const [left, width] = panel(svg);
      const offset = svg.getBoundingClientRect().left - chart.getBoundingClientRect().left + chart.scrollLeft;
      const middle = (starts[place] + (starts[place + 1] ?? 1)) / 2;
      cursor.style.left = `${offset + (left + width * middle) * svg.clientWidth}px`;
      cursor.hidden = false;
    };

    const point = (event) => {
      const svg = shown();
      if (!svg) return;
      const [left, width] = panel(svg);
      const across = ((event.clientX - svg.getBoundingClientRect().left) / svg.clientWidth - left) / width;
      if (across < 0 || across > 1) return;
      const after = starts.findIndex((start) => start > across);
      show(Math.max(0, after < 0 ? rows.length - 1 : after - 1));
    };
    chart.addEventListener("pointermove", point);
    chart.addEventListener("pointerdown", point);
    tell(Number(slider.value));
    slider.addEventListener("input", () => show(Number(slider.value)));

    // A milestone's name in the chart leads to its evidence; the list of key times does the same for the keyboard.
    chart.addEventListener("click", (event) => {
      const moment = event.target.closest("[id*='-moment-']");
      if (!moment) return;
      const name = moment.id.split("-moment-")[1];
      const number = exhibit.id.split("-")[1] ?? "1";
      location.hash = name.startsWith("incident-") ? `#i${name.split("-")[1]}` : `#i${number}-${name}`;
    });
  }

  // What a link leads to is unfolded, and its evidence with it.
  const unfold = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    for (const around of target.querySelectorAll(".around")) around.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details.incident")) folded.open = true;
  });

  // Copying a row: its cells as they read, and the place that proves it.
  for (const row of document.querySelectorAll(".timeline tbody tr, .keys tbody tr")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "copy";
    button.setAttribute("aria-label", `copy the row of ${row.cells[0].firstChild.textContent}`);
    row.lastElementChild.append(button);
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest(".copy");
    if (!button) return;
    const cells = [...button.closest("tr").cells].map((cell) => {
      const copy = cell.cloneNode(true);
      for (const part of copy.querySelectorAll(".copy, .around")) part.remove();
      return copy.textContent.replace(/\s+/g, " ").trim();
    });
    try {
      await navigator.clipboard.writeText(cells.join("\t"));
      said.textContent = "row copied";
      button.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(button.closest("tr"));
      said.textContent = "row selected: copy it with Ctrl+C";
      button.textContent = "selected";
    }
  });
}
