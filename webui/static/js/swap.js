// Swapping parts of a page for those of another answer of the site, so that a choice doesn't reload the whole page.
// Used by keep.js and filter.js; where it can't, the link or form does what it does without script.
const swap = {
  // Returns the document at an address, and the address it was found at in the end.
  async fetch(address, options = {}) {
    const response = await fetch(address, { credentials: "same-origin", ...options });
    const type = response.headers.get("Content-Type") || "";
    if (!response.ok || !type.startsWith("text/html")) throw new Error(`${address} answered ${response.status}`);
    return { found: new DOMParser().parseFromString(await response.text(), "text/html"), url: response.url };
  },

  // Puts the parts with these ids in the place of those on this page; throws before anything is changed.
  parts(found, ids) {
    const pairs = ids.map((id) => [document.getElementById(id), found.getElementById(id)]);
    if (pairs.some(([here, there]) => !here || !there)) throw new Error(`${ids} are not on both pages`);
    for (const [here, there] of pairs) here.replaceWith(document.adoptNode(there));
    document.dispatchEvent(new CustomEvent("swapped"));
  },
};
