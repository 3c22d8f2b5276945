Console.Error.WriteLine("usage: DedupPortal.Cli <verb>");
return 2;
