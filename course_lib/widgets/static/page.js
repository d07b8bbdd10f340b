// A piece in a plain page: a small model in the kernel's place. It keeps the values and tells who listens.

export class PageModel {
  constructor(state) {
    Object.assign(this, { state, listeners: [] });
  }
  get(name) { return this.state[name]; }
  set(name, value) {
    if (this.state[name] === value) return;
    this.state[name] = value;
    for (const [event, act] of [...this.listeners]) if (event === "change" || event === `change:${name}`) act();
  }
  on(event, act) { this.listeners.push([event, act]); }
  off(event, act) { this.listeners = this.listeners.filter((one) => one[0] !== event || (act && one[1] !== act)); }
  save_changes() {}           // there is no kernel to hear of it
}

// Put the live piece where its still stands: host holds its state as JSON and the still.
export function mount(host, module) {
  const state = JSON.parse(host.querySelector("script").textContent), still = [...host.childNodes];
  const model = new PageModel(state);
  const el = document.createElement("div");
  host.append(el);
  module.default.render({ model, el });
  still.forEach((one) => one.remove());
  host.model = model;
}

// All pieces of a page. texts: {name: the text of its module}. One that fails leaves its still in place.
export async function mountAll(texts) {
  for (const [name, text] of Object.entries(texts)) {
    const hosts = document.querySelectorAll(`[data-piece="${name}"]`);
    if (!hosts.length) continue;
    const address = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const module = await import(address);
    URL.revokeObjectURL(address);
    for (const host of hosts) {
      try {
        mount(host, module);
      } catch (error) {
        console.error(name, error);
        host.lastElementChild.remove();
      }
    }
  }
  document.documentElement.dataset.pieces = "ready";
}
