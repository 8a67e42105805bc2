// Copies the address of a page, and prints it. The buttons show only where this script runs.
(() => {
  function reveal() {
    for (const item of document.querySelectorAll("[data-needs]")) {
      item.hidden = item.dataset.needs === "clipboard" && !navigator.clipboard;
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "print") {
      window.print();
      return;
    }
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Copy the address above";
    }
    setTimeout(() => { button.textContent = words; }, 2000);
  });

  document.addEventListener("swapped", reveal);
  reveal();
})();
