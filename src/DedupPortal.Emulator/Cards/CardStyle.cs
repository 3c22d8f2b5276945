namespace DedupPortal.Emulator.Cards;

/// <summary>The look of the plain pages.</summary>
internal static class CardStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink: #1f2933; --quiet: #5b6875; --line: #d9dfe5; --paper: #fff; --ground: #eef2f4; --accent: #0b66c3; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --quiet: #a3b0bd; --line: #37424d; --paper: #1d242b; --ground: #12171c; --accent: #6cb3ff; } }
        * { box-sizing: border-box; }
        body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); }
        header { display: flex; flex-wrap: wrap; gap: 8px 24px; padding: 12px 20px; background: var(--paper); border-bottom: 1px solid var(--line); }
        nav { display: flex; flex-wrap: wrap; gap: 16px; }
        a { color: var(--accent); }
        main { max-width: 1100px; margin: 0 auto; padding: 16px 20px 48px; }
        h1 { font-size: 24px; overflow-wrap: anywhere; }
        h2 { font-size: 16px; margin: 0 0 12px; }
        dl + h2, ul + h2 { margin-top: 20px; }
        section { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px; margin-bottom: 16px; }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(300px, 1fr)); gap: 16px; align-items: start; }
        dl { display: grid; grid-template-columns: minmax(120px, 2fr) 3fr; gap: 6px 16px; margin: 0; }
        dt, .count, time, .timeline span { color: var(--quiet); }
        dd { margin: 0; overflow-wrap: anywhere; }
        .timeline { list-style: none; margin: 0; padding: 0; }
        .timeline li { padding: 8px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
        .timeline li:first-child { border-top: 0; }
        .scroll { overflow-x: auto; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
        table { width: 100%; border-collapse: collapse; }
        th, td { text-align: left; padding: 8px 12px; border-bottom: 1px solid var(--line); white-space: nowrap; }
        td:nth-child(2) { white-space: normal; min-width: 200px; }
        input, button { font: inherit; padding: 6px 10px; }
        """;
}
