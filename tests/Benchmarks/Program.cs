using DedupPortal.Benchmarks;
using DedupPortal.Benchmarks.Peer;

switch (args)
{
    case ["matching", .. var folders]: return await MatchingBenchmark.RunAsync(folders);
    case ["matching-generate", var shape, var cards, var seed, var folder]: return MatchingBenchmark.Generate(shape, cards, seed, folder);
    case ["decisions", var folder]: return DecisionGain.Run(folder);
    case ["kernels"]: return StringKernels.Run();
    case ["peer", .. var more]: return PeerComparison.Run(more);
    case ["normalise", var folder]: return Normalisation.Run(folder);
    case ["phone-plan", var metadata]: return PhonePlanWriter.Run(metadata);
    case ["emulator", .. var load]: return await EmulatorLoad.RunAsync(load);
    case ["classic", .. var more]: return ClassicDedupe.Run(more);
    case ["merge", .. var pairs]: return await MergeBenchmark.RunAsync(pairs);
    case ["follow", "--engine", var folder]: return DecisionGain.Follow(folder);
    case ["follow", .. var size]: return await FollowBench.RunAsync(size);
    case ["sync", .. var settings]: return await SyncBench.RunAsync(settings);
}

Console.Error.WriteLine("""
    usage: Benchmarks NAME …
      matching [FOLDER…]           portal linkage on labelled portals, without folders on generated ones of 10,000, 100,000 and 1,000,000 cards
      matching-generate SHAPE CARDS SEED FOLDER
                                   writes a labelled portal; SHAPE: usual, silent, mailings, nicknames, strangers, named, accounts
      decisions FOLDER             what 50, 200 and 1,000 answers of a reviewer do for the pairs of a labelled portal that he has not seen
      kernels                      string measures, millions of comparisons a second on one core
      peer FOLDER…                 the engine beside DuckDB with hand-weighted SQL on labelled portals, with ratios
      normalise FOLDER             the skeleton under all transliteration schemes of FOLDER, and speed on its portal
      phone-plan METADATA.json     prints the table of the world's numbering plans out of libphonenumber's metadata
      emulator CARDS               the emulator as a load: ready after, memory, rows a second in batches
      classic [FOLDER [ROWS…]]     person lists: public sets in FOLDER (../shared/data without one), generated ones of so many rows
      sync [CARDS] [off|on|both|worker]
                                   an emulated portal into PostgreSQL as a scan does, with and without the portal's limits; worker: by the
                                   built web program, with its memory
      merge [PAIRS]                bulk merges under the portal's limits: merges a minute against the ceiling, calls of a merge by method
      follow --engine FOLDER       one changed card in a labelled portal: what the engine takes for it
      follow [CARDS]               from a card that changed in an emulated portal to the queue
    """);
return 2;
