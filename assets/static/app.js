// What makes pages better where scripts run; every page works without it.
(() => {
  "use strict";

  // A form is sent once: the key in it makes a second send harmless, this makes it rare.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent && !form.hasAttribute("hx-post")) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  });
  // Back from the browser's cache: everything may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
    }
  });

  // One kept page stands in for those that cannot be fetched.
  navigator.serviceWorker?.register("/offline-worker.js").catch(() => {});

  // Hears what a page's own address tells. A page that nobody sees holds no connection.
  const listen = (address, hear) => {
    let source = null;
    const open = () => {
      if (source || !window.EventSource) return;
      source = new EventSource(address);
      source.addEventListener("message", hear);
    };
    const close = () => {
      if (source) source.close();
      source = null;
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", () => document.hidden || open());
    if (!document.hidden) open();
  };
  window.greenlit = { listen };

  // What was wrong is read first.
  const refusal = document.querySelector("[data-refusal]");
  if (refusal) refusal.focus();

  // Countdowns: <time data-countdown datetime="..."> with its units in data-units="d h min s".
  const left = (until, units) => {
    const seconds = Math.max(0, Math.floor((until - Date.now()) / 1000));
    const parts = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
    const from = Math.min(parts.findIndex((part) => part > 0) >>> 0, 2);
    return parts.slice(from, from + 2).map((part, index) => `${part} ${units[from + index]}`).join(" ");
  };
  const tick = () => {
    for (const place of document.querySelectorAll("[data-countdown]")) {
      place.textContent = left(Date.parse(place.getAttribute("datetime")), place.dataset.units.split(" "));
    }
  };
  tick();
  setInterval(tick, 1000);
})();
