// The money of a sale as it moves. Without this the page asks by itself now and then.
(() => {
  "use strict";
  const place = document.querySelector("[data-settlement]");
  if (!place || !window.EventSource) return;
  let source = null;
  let last = "";

  // The first word is what the page says already.
  const hear = (event) => {
    if (last && last !== event.data) place.firstElementChild.dispatchEvent(new Event("moved"));
    last = event.data;
  };
  const open = () => {
    if (source) return;
    source = new EventSource(place.dataset.settlement);
    source.addEventListener("message", hear);
  };
  const close = () => {
    if (source) source.close();
    source = null;
  };
  // A page that nobody sees holds no connection.
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", () => document.hidden || open());
  if (!document.hidden) open();
})();
