// SPDX-License-Identifier: Apache-2.0

/// The one stylesheet: readable in sunlight and in the dark, on a phone and on a desk.
enum Stylesheet {
    static let text = """
        :root {
          color-scheme: light dark;
          --ink: #16211b; --soft: #4a5a51; --paper: #fbfcfa; --line: #c9d3cc; --link: #0b5a3c; --notice: #fff4d6;
          --online: #0f6b3a; --late: #8a5200; --offline: #a8201a; --never: #55605a; --pending: #4b3fa8;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --ink: #e8efe9; --soft: #b0beb5; --paper: #121a15; --line: #35443b; --link: #8fdcb4; --notice: #3a3015;
            --online: #7fe0a7; --late: #ffc266; --offline: #ff9a92; --never: #b0beb5; --pending: #c3bbff;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
        a { color: var(--link); }
        a:focus-visible, summary:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100vw; }
        .skip:focus { left: .5rem; top: .5rem; background: var(--paper); padding: .5rem; }
        header { border-bottom: 1px solid var(--line); padding: .75rem 1rem; }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; justify-content: space-between; align-items: center; }
        header nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
        header nav a, .links a { display: inline-block; padding: .5rem 0; }
        .links { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin: 0; }
        article { border: 1px solid var(--line); border-radius: .5rem; padding: .25rem 1rem; margin: 0 0 1rem; }
        article h3 { margin: .5rem 0; }
        .gap { border-style: dashed; color: var(--soft); }
        .search { display: flex; flex-wrap: wrap; align-items: end; gap: 0 1rem; }
        .search .field { max-width: min(100%, 20rem); min-width: 0; }
        /* What people typed: of any length, and from either side. */
        bdi, .hint, .name { overflow-wrap: anywhere; }
        .reader { display: flex; align-items: center; gap: 1rem; margin: 0; }
        .reader .act { margin: 0; }
        .brand { font-weight: 700; text-decoration: none; color: var(--ink); }
        main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
        footer { color: var(--soft); padding-block: 1rem 2rem; }
        h1 { font-size: 1.5rem; margin: 1rem 0 .5rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
        .crumbs { margin: 1rem 0 0; }
        .name { margin: 0; color: var(--soft); font-size: 1.1rem; }
        .state { font-size: 1.1rem; }
        .notice { background: var(--notice); border: 1px solid var(--line); border-left: 6px solid var(--late);
          padding: .25rem 1rem; margin: 1rem 0; }
        .notice h2, .notice h3 { margin: .5rem 0 0; font-size: 1rem; }
        .filters { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; margin: .5rem 0 1rem; }
        .filter { display: inline-flex; align-items: center; gap: .4ch; padding: .4rem .8rem; min-height: 2.75rem; border: 1px solid var(--line);
          border-radius: .5rem; text-decoration: none; color: var(--ink); }
        .filter[aria-current] { border: 2px solid currentcolor; font-weight: 700; }
        .filter .count { font-weight: 700; }
        .badge { white-space: nowrap; font-size: 1rem; font-weight: 700; }
        .online { color: var(--online); } .late { color: var(--late); } .offline { color: var(--offline); }
        .never { color: var(--never); } .pending { color: var(--pending); }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line);
          vertical-align: top; }
        thead th { color: var(--soft); font-weight: 600; }
        .number { text-align: right; font-variant-numeric: tabular-nums; }
        .content { overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: 0 1.5rem; margin: 0; }
        dl div { border-bottom: 1px solid var(--line); padding: .35rem 0; }
        dt { color: var(--soft); font-size: .9rem; }
        dd { margin: 0; overflow-wrap: anywhere; }
        code, pre { font-family: ui-monospace, monospace; font-size: .95em; overflow-wrap: anywhere; }
        pre { overflow-x: auto; border: 1px solid var(--line); padding: .5rem; white-space: pre-wrap; }
        summary { padding: .5rem 0; cursor: pointer; }
        .charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1rem 1.5rem; }
        figure { margin: 0; border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem; }
        figure p { margin: 0; }
        figure a, .choices a { display: inline-block; padding: .6rem 0; }
        .chart { display: block; width: 100%; height: 5rem; }
        .band { fill: var(--link); fill-opacity: .2; }
        .line { fill: none; stroke: var(--link); stroke-width: 2; vector-effect: non-scaling-stroke; }
        .dot { fill: var(--link); }
        .choices { list-style: none; display: flex; flex-wrap: wrap; gap: 0 1.5rem; padding: 0; margin: 0; }
        .choices a[aria-current] { font-weight: 700; color: var(--ink); }
        .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        .form { max-width: 40rem; margin-top: 1rem; }
        .field { margin: 0 0 1rem; }
        .field label, legend { font-weight: 600; }
        .field > label { display: block; }
        .hint { display: block; color: var(--soft); font-size: .9rem; }
        .must { color: var(--soft); font-weight: 400; font-size: .9rem; }
        .fault { display: block; color: var(--offline); }
        input, select, textarea, button { font: inherit; color: inherit; }
        input:not([type=checkbox]), select, textarea { display: block; width: 100%; min-height: 2.75rem; padding: .4rem .6rem;
          background: var(--paper); border: 1px solid var(--soft); border-radius: .35rem; }
        input[type=checkbox] { width: 1.25rem; height: 1.25rem; vertical-align: middle; }
        input[aria-invalid=true]:not([type=checkbox]), select[aria-invalid=true], textarea[aria-invalid=true] { border: 2px solid var(--offline); }
        fieldset { border: 1px solid var(--line); border-radius: .5rem; margin: 0 0 1rem; padding: .5rem 1rem; }
        .box { display: inline-flex; align-items: center; gap: .4rem; min-height: 2.75rem; margin-right: 1rem; }
        button { min-height: 2.75rem; padding: .4rem 1.2rem; border: 1px solid var(--link); border-radius: .35rem;
          background: var(--link); color: var(--paper); cursor: pointer; }
        .act { display: inline-block; margin: 0 .5rem .5rem 0; }
        .act button { background: var(--paper); color: var(--link); white-space: nowrap; }
        @media (min-width: 45rem) { .serial { white-space: nowrap; } }
        input:focus-visible, select:focus-visible, textarea:focus-visible, button:focus-visible {
          outline: 3px solid var(--link); outline-offset: 2px; }
        .buttons { display: flex; flex-wrap: wrap; gap: .5rem; margin: 0 0 .5rem; }
        .bulk fieldset { margin-top: 1rem; max-width: 40rem; }
        .secret { font-size: 1.1rem; user-select: all; }
        .qr { display: block; width: 100%; max-width: 20rem; height: auto; margin: 0 0 1rem; }
        .photo img { display: block; max-width: 100%; height: auto; margin: 0 auto .5rem; }
        .pager { display: flex; gap: 1.5rem; margin: 1rem 0; }
        @media (max-width: 45rem) {
          table, tbody, tr, td, tbody th { display: block; width: 100%; }
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          tr { border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .75rem; padding: .5rem .75rem; }
          th, td, td.number { border: 0; padding: .15rem 0; text-align: left; }
          td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); font-weight: 400; }
          tbody th { font-size: 1.1rem; }
        }

        """
}
