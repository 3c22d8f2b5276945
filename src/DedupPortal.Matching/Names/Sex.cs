namespace DedupPortal.Matching.Names;

/// <summary>What a name says about its bearer's sex.</summary>
internal enum Sex : byte
{
    Unknown = 0,
    Male = 1,
    Female = 2,
}
