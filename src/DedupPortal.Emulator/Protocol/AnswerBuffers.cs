using System.Buffers;
using System.Collections.Concurrent;

namespace DedupPortal.Emulator.Protocol;

/// <summary>Buffers for answers, used again and again: a batch of full pages takes megabytes.</summary>
internal sealed class AnswerBuffers
{
    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _free = [];

    public ArrayBufferWriter<byte> Take() => _free.TryTake(out var buffer) ? buffer : new ArrayBufferWriter<byte>(16 * 1024);

    public void Return(ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        if (_free.Count < 8)
            _free.Add(buffer);
    }
}
