using DedupPortal.Benchmarks;

if (args is ["matching-first-cut", .. var folders]) return MatchingFirstCut.Run(folders);
Console.Error.WriteLine("usage: Benchmarks matching-first-cut FOLDER…");
return 2;
