// Keeps pages and lets them go without leaving the page.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.swap) return;
  event.preventDefault();
  try {
    const { found } = await swap.fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    swap.parts(found, form.dataset.swap.split(" "));
    const again = document.querySelector("#_keep button") || document.querySelector("#_kept h1");
    if (again) {
      again.tabIndex = again.tabIndex < 0 ? -1 : again.tabIndex;
      again.focus();
    }
  } catch {
    form.submit();
  }
});
