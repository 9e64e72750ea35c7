// One box that ticks all boxes of a form; the form names it in data-ticks.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-ticks]")) {
    const boxes = [...form.querySelectorAll('input[type="checkbox"][name]')];
    if (boxes.length < 2) continue;
    const all = document.createElement("input");
    all.type = "checkbox";
    all.id = "tick-all";
    const label = document.createElement("label");
    label.htmlFor = all.id;
    label.textContent = form.dataset.ticks;
    const row = document.createElement("div");
    row.className = "tick";
    row.append(all, label);
    form.prepend(row);
    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      all.checked = ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
    });
    form.addEventListener("change", (event) => {
      if (event.target !== all) show();
    });
    show();
  }
})();
