Console.Error.WriteLine("usage: DedupPortal.Migrations apply|status|script");
return 2;
