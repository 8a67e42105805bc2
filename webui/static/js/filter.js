// Filters, sorts and turns the pages of results without reloading. The address changes as it would without script.
(() => {
  const PARTS = ["_search"];
  const place = () => location.pathname + location.search;
  let asked = 0;
  let at = place();

  async function show(address, { push, focus }) {
    const number = (asked += 1);
    document.getElementById("_search").setAttribute("aria-busy", "true");
    const { found, url } = await swap.fetch(address);
    if (number !== asked) return; // a later choice has overtaken this one
    const wasOpen = document.querySelector("#_filters:popover-open") !== null;
    swap.parts(found, PARTS);
    document.title = found.title;
    if (push) history.pushState({ swapped: true }, "", url);
    at = place();
    const drawer = document.getElementById("_filters");
    if (wasOpen && drawer) drawer.showPopover();
    const title = document.getElementById("_results-title");
    document.getElementById("_told").textContent = title.textContent;
    const target = focus && document.querySelector(`#_search [data-facet="${CSS.escape(focus)}"]`);
    target?.closest("details")?.setAttribute("open", "");
    (target || title).focus({ preventScroll: Boolean(target) });
    if (!target && !wasOpen) window.scrollTo(0, 0);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#_search a[href^='/search?']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const number = asked + 1;
    show(link.href, { push: true, focus: link.dataset.facet }).catch(() => {
      if (number === asked) location.assign(link.href); // unless a later choice has overtaken this one
    });
  });

  // A drawer that was opened before a choice has lost the button that opened it: lead the focus to the new one.
  document.addEventListener("toggle", (event) => {
    if (event.target.id !== "_filters" || event.newState !== "closed") return;
    if (document.activeElement === document.body) document.querySelector(".filter-button")?.focus();
  }, true);

  // Links within the page, such as the one that skips to the content, come here too; they change no results.
  window.addEventListener("popstate", () => {
    const before = at;
    at = place();
    if (at === before || !document.getElementById("_search")) return;
    show(location.href, { push: false }).catch(() => location.reload());
  });
})();
