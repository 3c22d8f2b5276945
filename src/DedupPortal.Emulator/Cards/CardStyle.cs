namespace DedupPortal.Emulator.Cards;

/// <summary>The look of the pages: light and dark, from a phone to a desk.</summary>
internal static class CardStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1d2733; --quiet: #5a6875; --line: #dde3e9; --paper: #fff; --ground: #eef2f4; --accent: #0b66c3; --soft: #e7f1fb; --good: #1f7a3f; --bad: #b3261e; --chip: #eef2f4; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --quiet: #a3b0bd; --line: #36414c; --paper: #1c232a; --ground: #12171c; --accent: #7cbcff; --soft: #1c3146; --good: #74d091; --bad: #ff9a92; --chip: #29323b; } }
        * { box-sizing: border-box; }
        body { margin: 0; font: 15px/1.5 "Segoe UI", "Liberation Sans", system-ui, sans-serif; color: var(--ink); background: var(--ground); }
        a { color: var(--accent); text-decoration: none; }
        a:hover { text-decoration: underline; }
        a:focus-visible, input:focus-visible, button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        header { background: var(--paper); border-bottom: 1px solid var(--line); }
        header > div { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 24px; max-width: 1320px; margin: 0 auto; padding: 10px 24px; }
        header strong { font-size: 16px; }
        nav { display: flex; flex-wrap: wrap; gap: 4px; flex: 1; }
        nav a { padding: 6px 12px; border-radius: 6px; color: var(--ink); }
        nav a[aria-current] { background: var(--soft); color: var(--accent); font-weight: 600; }
        nav small { color: var(--quiet); margin-left: 4px; font-variant-numeric: tabular-nums; }
        .languages a { padding: 4px 6px; color: var(--quiet); }
        .languages a[aria-current] { color: var(--ink); font-weight: 600; }
        main { max-width: 1320px; margin: 0 auto; padding: 20px 24px 56px; }
        h1 { font-size: 24px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
        h2 { font-size: 16px; margin: 0 0 12px; }
        .head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-bottom: 16px; }
        .head .grow { flex: 1; min-width: 0; }
        .head p { margin: 2px 0 0; color: var(--quiet); }
        .face { flex: none; width: 48px; height: 48px; border-radius: 50%; background: var(--paper); border: 2px solid var(--accent); color: var(--accent); display: grid; place-items: center; font-weight: 600; font-size: 18px; }
        .button, button { font: inherit; padding: 7px 14px; border-radius: 6px; border: 1px solid var(--line); background: var(--paper); color: var(--ink); cursor: pointer; }
        button.first { background: var(--accent); border-color: var(--accent); color: var(--paper); }
        .bar { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 12px; align-items: center; }
        .bar input { font: inherit; flex: 1; min-width: 180px; max-width: 420px; padding: 7px 12px; border: 1px solid var(--line); border-radius: 6px; background: var(--paper); color: var(--ink); }
        .count { color: var(--quiet); margin-left: auto; }
        section, .sheet { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
        section { padding: 18px 20px; margin-bottom: 16px; }
        .card { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); gap: 16px; align-items: start; }
        dl { display: grid; grid-template-columns: minmax(110px, 2fr) 3fr; gap: 8px 16px; margin: 0; }
        dt { color: var(--quiet); }
        dd { margin: 0; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; }
        th { font-weight: 600; color: var(--quiet); font-size: 13px; }
        th, td { text-align: left; vertical-align: top; padding: 10px 14px; border-bottom: 1px solid var(--line); }
        tbody tr:last-child td { border-bottom: 0; }
        tbody tr:hover { background: color-mix(in srgb, var(--soft) 45%, transparent); }
        td small, .quiet { color: var(--quiet); }
        .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .chip { display: inline-block; padding: 1px 9px; border-radius: 10px; background: var(--chip); font-size: 13px; overflow-wrap: anywhere; }
        .chip.line { background: var(--soft); color: var(--accent); }
        .chip.S { color: var(--good); }
        .chip.F { color: var(--bad); }
        .stages { display: flex; gap: 3px; margin: 0 0 16px; padding: 0; list-style: none; overflow-x: auto; }
        .stages li { flex: 1 0 auto; padding: 6px 12px; background: var(--paper); border: 1px solid var(--line); font-size: 13px; text-align: center; color: var(--quiet); border-radius: 4px; }
        .stages li.now { background: var(--soft); border-color: var(--accent); color: var(--ink); font-weight: 600; }
        .reach { list-style: none; margin: 0; padding: 0; }
        .reach li { padding: 8px 0; border-top: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 2px 12px; overflow-wrap: anywhere; }
        .reach li:first-child { border-top: 0; padding-top: 0; }
        .reach b { font-weight: 400; color: var(--quiet); flex: 0 0 110px; }
        .reach div { flex: 1; min-width: 0; }
        code { font: 13px/1.5 ui-monospace, "Liberation Mono", monospace; color: var(--quiet); overflow-wrap: anywhere; }
        .timeline { list-style: none; margin: 0; padding: 0 0 0 22px; border-left: 2px solid var(--line); }
        .timeline li { position: relative; padding: 0 0 18px; overflow-wrap: anywhere; }
        .timeline li:last-child { padding-bottom: 0; }
        .timeline li::before { content: ""; position: absolute; left: -29px; top: 5px; width: 10px; height: 10px; border-radius: 50%; background: var(--quiet); border: 2px solid var(--paper); }
        .timeline li.chat::before { background: var(--accent); }
        .timeline li.comment::before { background: var(--good); }
        .timeline p { margin: 2px 0; white-space: pre-line; }
        .empty { padding: 32px 20px; text-align: center; color: var(--quiet); margin: 0; }
        .pages { display: flex; gap: 8px; align-items: center; margin: 16px 0 0; }
        @media (max-width: 760px) {
          header > div { padding: 8px 12px; }
          main { padding: 16px 12px 40px; }
          .card { grid-template-columns: minmax(0, 1fr); }
          nav { order: 3; flex-basis: 100%; }
          nav a { padding: 6px 8px; }
          nav small { display: none; }
          .languages { margin-left: auto; }
          h1 { font-size: 20px; }
          dl { grid-template-columns: 1fr; gap: 2px; }
          dd { margin-bottom: 8px; }
          thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          table, tbody, td { display: block; }
          tr { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; padding: 10px 14px; border-bottom: 1px solid var(--line); }
          td:nth-child(2) { order: -1; flex-basis: 100%; font-weight: 600; }
          tbody tr:last-child { border-bottom: 0; }
          td { padding: 1px 0; border: 0; }
          td:empty { display: none; }
          td[data-name]::before { content: attr(data-name) ": "; color: var(--quiet); }
          .count { margin-left: 0; flex-basis: 100%; }
        }
        """;
}
