// The money of a sale as it moves. Without this the page asks by itself now and then.
(() => {
  "use strict";
  const place = document.querySelector("[data-settlement]");
  if (!place) return;
  let last = "";

  // The first word is what the page says already.
  const hear = (event) => {
    if (last && last !== event.data) place.firstElementChild.dispatchEvent(new Event("moved"));
    last = event.data;
  };
  greenlit.listen(place.dataset.settlement, hear);
})();
