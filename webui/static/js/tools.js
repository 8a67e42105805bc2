// Copies the address of a page or a text on it, prints it, turns the key "/" off and on. The buttons show only where this script runs.
(() => {
  function reveal() {
    for (const item of document.querySelectorAll("[data-needs]")) {
      item.hidden = item.dataset.needs === "clipboard" && !navigator.clipboard;
    }
    for (const button of document.querySelectorAll('[data-do="slash"]')) {
      button.textContent = slash.isOn ? "Turn this key off" : "Turn this key on";
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-do]");
    if (!button) return;
    if (button.dataset.do === "print") {
      window.print();
      return;
    }
    if (button.dataset.do === "slash") {
      slash.turn(!slash.isOn);
      reveal();
      return;
    }
    button.dataset.words ||= button.textContent; // pressed again, the button may still say what was done
    try {
      const copied = document.getElementById(button.dataset.copies);
      await navigator.clipboard.writeText(copied ? copied.textContent : location.href);
      button.textContent = "Copied";
    } catch {
      button.textContent = button.dataset.copies ? "Copy the text below" : "Copy the address above";
    }
    setTimeout(() => { button.textContent = button.dataset.words; }, 2000);
  });

  document.addEventListener("swapped", reveal);
  reveal();
})();
