// A sale's numbers as they change. Without this they are those of the moment the page was made.
(() => {
  "use strict";
  const place = document.querySelector("[data-live]");
  if (!place) return;
  const bar = place.querySelector("[data-live-bar]");
  const said = place.querySelector("[data-live-said]");
  const SAY_EVERY = 20000;
  let isFirst = true;
  let saidAt = 0;

  // Read aloud at most three times a minute, and not what the page says already.
  const say = (text) => {
    if (isFirst || Date.now() - saidAt < SAY_EVERY) return;
    saidAt = Date.now();
    said.textContent = text;
  };
  const show = (event) => {
    const news = JSON.parse(event.data);
    place.querySelector("[data-live-count]").textContent = news.text;
    bar.setAttribute("aria-label", news.text);
    bar.querySelector(".gate-filled").setAttribute("width", news.filled);
    bar.querySelector(".gate-held").setAttribute("width", news.filled + news.held);
    place.querySelector("[data-live-changed]").hidden = news.state === place.dataset.state;
    say(news.text);
    isFirst = false;
  };
  greenlit.listen(place.dataset.live, show);
})();
