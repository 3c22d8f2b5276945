Console.Error.WriteLine("usage: Benchmarks <name>"); return 2;
