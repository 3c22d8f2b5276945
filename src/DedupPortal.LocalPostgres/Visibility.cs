using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("DedupPortal.Portal.Tests")]
