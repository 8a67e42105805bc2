// Keeps pages and lets them go without leaving the page. One change after the other, since each builds on the last.
(() => {
  let before = Promise.resolve();

  async function send(form, body) {
    try {
      const { found } = await swap.fetch(form.action, { method: "POST", body });
      swap.parts(found, form.dataset.swap.split(" "));
      const title = document.querySelector("#_kept h1");
      if (title) title.tabIndex = -1;
      const again = [...document.querySelectorAll("#_kept form")].find(
        ({ elements }) => elements.do.value === body.get("do") && elements.page.value === body.get("page"),
      );
      (document.querySelector("#_keep button") || again?.querySelector("button") || title)?.focus();
    } catch {
      HTMLFormElement.prototype.submit.call(form);
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.swap) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    before = before.then(() => send(form, body));
  });
})();
