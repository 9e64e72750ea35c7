// Keeps one small page for those who have no network. Everything else goes to the server, always.
"use strict";

const KEPT = "greenlit-offline";
const PAGE = "/offline";

// Without cookies, so that what is kept is nobody's; with the files that it names.
const keep = async () => {
  const answer = await fetch(PAGE, { credentials: "omit", cache: "reload" });
  if (!answer.ok) throw new Error("the page for offline is not there");
  const named = (await answer.clone().text()).match(/\/static\/[^"]+\.(css|svg)/g) ?? [];
  await caches.delete(KEPT);
  const kept = await caches.open(KEPT);
  await kept.addAll(new Set(named));
  await kept.put(PAGE, answer);
};

self.addEventListener("install", (event) => event.waitUntil(keep()));

// Only what the page for offline stands in for, or needs.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const isPage = request.mode === "navigate";
  const isFile = new URL(request.url).origin === location.origin && ["style", "image"].includes(request.destination);
  if (!isPage && !isFile) return;
  const instead = async (error) => {
    const kept = await caches.match(isPage ? PAGE : request.url);
    if (!kept) throw error;
    return kept;
  };
  event.respondWith(fetch(request).catch(instead));
});
