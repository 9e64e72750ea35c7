// A picture is shown before it is sent, and its sending as it goes on. Without this the form is sent as it is.
(() => {
  "use strict";
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const file = form.querySelector("input[type=file]");
  const preview = form.querySelector("[data-preview]");
  const progress = form.querySelector("[data-progress]");
  const wrong = form.querySelector("#file-wrong");
  const button = form.querySelector("button");
  const words = form.dataset;
  let shown = "";
  let isGood = true;

  const refuse = (sentence) => {
    isGood = !sentence;
    wrong.textContent = sentence;
    wrong.hidden = isGood;
    file.toggleAttribute("aria-invalid", !isGood);
    if (!isGood) file.setAttribute("aria-invalid", "true");
  };

  file.addEventListener("change", () => {
    refuse("");
    if (shown) URL.revokeObjectURL(shown);
    shown = "";
    preview.hidden = true;
    const chosen = file.files[0];
    if (!chosen) return;
    if (chosen.size > Number(words.bytesMax)) {
      refuse(words.tooLarge);
      return;
    }
    shown = URL.createObjectURL(chosen);
    preview.src = shown;
  });
  // What the browser cannot draw is for the server to name.
  preview.addEventListener("error", () => { preview.hidden = true; });
  preview.addEventListener("load", () => {
    preview.hidden = false;
    const { naturalWidth: width, naturalHeight: height } = preview;
    if (width < Number(words.widthMin) || height < Number(words.heightMin)) {
      refuse(words.tooSmall.replace("{width}", width).replace("{height}", height));
    }
  });

  const rest = (sentence) => {
    progress.hidden = true;
    button.removeAttribute("aria-disabled");
    delete form.dataset.sent;
    refuse(sentence);
    file.focus();
  };
  // The answer is this page again, with what was wrong; the chosen file stays where it is.
  const read = (request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const there = new URL(request.responseURL);
    if (there.pathname !== new URL(form.action).pathname || request.status < 400) {
      location.assign(there.href);
      return;
    }
    const sentence = page.querySelector("#file-wrong");
    rest((sentence || page.querySelector("main .lead") || wrong).textContent || words.broken);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if (form.dataset.sent || !file.files[0]) return;
    if (!isGood) {
      file.focus();
      return;
    }
    form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    progress.hidden = false;
    const bar = progress.querySelector("progress");
    const said = progress.querySelector("[role=status]");
    const request = new XMLHttpRequest();
    let told = -1;
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      const percent = Math.floor((step.loaded / step.total) * 100);
      bar.value = percent;
      // Said in quarters: nobody wants to hear each percent.
      if (Math.floor(percent / 25) !== told) {
        told = Math.floor(percent / 25);
        said.textContent = words.sending.replace("{percent}", percent);
      }
    });
    request.upload.addEventListener("load", () => { said.textContent = words.checking; });
    request.addEventListener("load", () => read(request));
    request.addEventListener("error", () => rest(words.broken));
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.send(new FormData(form));
  });
})();
