/**
 * How services page: the argument that says where, its first value, the items of an answer, and where it goes on, if it does.
 *
 * Agave caps its pages without saying so: a page shorter than asked for may be a full one. So the end is a page that is empty, or
 * shorter than one before it. Rescale says whether there is a next page; its address is not used, it may lead elsewhere.
 */
export const PAGING = {
  page: {
    at: "offset",
    first: 0,
    items: (answer) => answer,
    next: (offset, { length }, longest) => (length < longest ? undefined : offset + length),
  },
  whole: { at: "offset", first: 0, items: (answer) => answer, next: () => undefined },
  listing: {
    at: "page",
    first: 1,
    items: (answer) => answer.results,
    next: (page, _items, _longest, answer) => (answer.next ? page + 1 : undefined),
  },
};

/** Every item of a list: awaited, it is the first page; iterated, all items; `pages()` are the pages. */
export class Pages {
  #read;
  #paging;
  #args;

  constructor(read, paging, args) {
    this.#read = read;
    this.#paging = PAGING[paging];
    this.#args = args;
  }

  #page(at) {
    return this.#read({ ...this.#args, [this.#paging.at]: at });
  }

  get #start() {
    return this.#args?.[this.#paging.at] ?? this.#paging.first;
  }

  then(resolve, reject) {
    return this.#page(this.#start).then(this.#paging.items).then(resolve, reject);
  }

  async *pages() {
    let longest = 0;
    for (let at = this.#start; at !== undefined; ) {
      const answer = await this.#page(at);
      const items = this.#paging.items(answer);
      if (items.length === 0) return;
      yield items;
      at = this.#paging.next(at, items, longest, answer);
      longest = Math.max(longest, items.length);
    }
  }

  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page;
  }
}
