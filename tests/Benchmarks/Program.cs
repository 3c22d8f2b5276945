using DedupPortal.Benchmarks;

switch (args)
{
    case ["matching-first-cut", .. var folders]: return MatchingFirstCut.Run(folders);
    case ["kernels"]: return StringKernels.Run();
    case ["classic", .. var more]: return ClassicDedupe.Run(more);
}

Console.Error.WriteLine("""
    usage: Benchmarks NAME …
      matching-first-cut FOLDER…   the engine on labelled portals
      kernels                      string measures, millions of comparisons a second on one core
      classic [FOLDER [ROWS…]]     person lists: public sets in FOLDER, generated ones of so many rows
    """);
return 2;
