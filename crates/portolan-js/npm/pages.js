/** Every item of a list: awaited, it is the first page; iterated, all items; `pages()` are the pages. */
export class Pages {
  #fetch;
  #offset;

  constructor(fetch, offset) {
    this.#fetch = fetch;
    this.#offset = offset;
  }

  then(resolve, reject) {
    return this.#fetch(this.#offset).then(resolve, reject);
  }

  // A service caps its pages without saying so: a page shorter than asked for may be a full one. So the end is a page that is
  // empty, or shorter than one before it.
  async *pages() {
    let longest = 0;
    for (let offset = this.#offset; ; ) {
      const page = await this.#fetch(offset);
      if (page.length > 0) yield page;
      if (page.length === 0 || page.length < longest) return;
      longest = page.length;
      offset += page.length;
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page;
  }
}
