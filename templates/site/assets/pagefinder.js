/* Finds issues with Pagefind; from disk, where no browser lets it load its index, by titles. */
"use strict";

(() => {
  const kb = window.issuesKb;
  const MOST = 60;
  const FROM_DISK = "Opened from disk, this site searches titles and numbers alone.";
  const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', "#39": "'", "#x27": "'" };

  /* Pagefind marks what matched in a piece of HTML, which is taken for text here. */
  const pieces = (excerpt) =>
    excerpt
      .split(/<\/?mark>/)
      .map((text, at) => [text.replace(/&(lt|gt|amp|quot|#39|#x27);/g, (_, name) => ENTITIES[name]), at % 2 === 1])
      .filter(([text]) => text);

  class Pages {
    constructor(manifest, rows, pagefind) {
      Object.assign(this, { manifest, rows, pagefind });
      this.byPath = new Map(rows.map((row) => [row.path, row]));
    }

    async hits(words) {
      const { results } = await this.pagefind.search(words);
      const found = await Promise.all(results.slice(0, MOST).map((result) => result.data()));
      return found.flatMap((page, at) => {
        const row = this.byPath.get((page.raw_url || page.url).replace(/^\//, ""));
        const passage = { part: "", pieces: pieces(page.excerpt) };
        return row ? [{ row, passage, score: results[at].score, terms: [], words: [] }] : [];
      });
    }
  }

  class Titles {
    constructor(manifest, rows) {
      Object.assign(this, { manifest, rows });
    }

    hits(words) {
      const asked = kb.runs(words).map(kb.folded);
      const found = [];
      for (const row of this.rows) {
        const text = kb.folded(kb.plain(`${row.label} ${row.title}`));
        const held = asked.filter((word) => text.includes(word));
        const terms = kb.terms(row.title).filter((term) => held.some((word) => term.includes(word)));
        if (held.length) found.push({ row, score: held.length / asked.length, terms, words: [], passage: null });
      }
      return found;
    }
  }

  /* Both answer as the finder of MiniSearch does. */
  async function search(text) {
    const query = kb.parse(text, this.manifest.logs);
    const words = [...query.words, ...query.phrases.map((phrase) => `"${phrase}"`)].join(" ");
    const all = words ? await this.hits(words) : this.rows.map((row) => ({ row, score: 0, terms: [], words: [] }));
    const hits = all.filter(({ row }) => query.filters.every((test) => test(row)));
    hits.sort(kb.order(query.sort, Boolean(words)));
    return { query, hits, guessed: [], near: [], said: this.pagefind ? [] : [FROM_DISK] };
  }
  Pages.prototype.search = search;
  Titles.prototype.search = search;

  kb.openPagefind = async (manifest, rows) => {
    if (window.location.protocol === "file:") return new Titles(manifest, rows);
    const pagefind = await import(`${kb.root}pagefind/pagefind.js`);
    await pagefind.options({ baseUrl: "/", excerptLength: 24 });
    return new Pages(manifest, rows, pagefind);
  };
})();
