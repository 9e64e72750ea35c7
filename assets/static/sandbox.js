// A test card's number is filled in at once; without scripts its link opens the page with it.
for (const link of document.querySelectorAll("[data-number]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const field = document.querySelector("#number");
    field.value = link.dataset.number;
    field.focus();
  });
}
