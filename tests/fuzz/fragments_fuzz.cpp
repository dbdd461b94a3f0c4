// Fragments in any order, with any overlap: nothing crashes, memory stays within its bounds, and what is put together is
// well-formed; fragments of our own make again what they were made of.
#include <fuzzer/FuzzedDataProvider.h>

#include "base/result.h"
#include "wire/fragments.h"

using namespace tcplab;
using namespace tcplab::wire;
using Verdict = Reassembly::Verdict;

namespace {

Octets datagramOf(bool v6, const Octets& payload)
{
    const IpAddress one = v6 ? IpAddress(*tcplab::parseIpv6("fd00::1")) : Ipv4Address{1};
    Octets octets(ipHeaderOctets(versionOf(one)));
    emitIp({one, one, kProtocolUdp, 2}, payload.size(), octets.data());
    octets.insert(octets.end(), payload.begin(), payload.end());
    return octets;
}

class Receiver {
public:
    explicit Receiver(FuzzedDataProvider& input) : input_(input) {}

    void take(const Octets& octets)
    {
        const auto ip = parseIp(octets);
        if (!ip || !ip->fragment)
            return;
        const auto taken = reassembly_.take(now_, *ip, octets, 0);
        TCPLAB_ASSURE((taken.verdict == Verdict::Whole) == !taken.datagram.empty());
        if (taken.verdict == Verdict::Whole) {
            const auto whole = parseIp(taken.datagram);
            TCPLAB_ASSURE(!whole || (whole->checksumCorrect && whole->source == ip->source && whole->destination == ip->destination));
        }
        settle();
    }

    void wait()
    {
        now_ += Duration(input_.ConsumeIntegral<std::uint32_t>()) * 20;
        settle();
    }

    void settle()
    {
        while (const auto given = reassembly_.nextGivenUp(now_))
            TCPLAB_ASSURE(given->tags.size() <= Reassembly::kFragmentsMax && given->first.size() <= Reassembly::kQuotedMax);
        TCPLAB_ASSURE(reassembly_.size() <= Reassembly::kDatagramsMax);
        TCPLAB_ASSURE(reassembly_.nextWake() > now_);
    }

private:
    FuzzedDataProvider& input_;
    Reassembly reassembly_;
    Instant now_ = kStart;
};

// A fragment of our own, damaged where the input says.
Octets damaged(FuzzedDataProvider& input, Octets octets)
{
    while (input.ConsumeBool() && !octets.empty())
        octets[input.ConsumeIntegralInRange<std::size_t>(0, octets.size() - 1)] = input.ConsumeIntegral<std::uint8_t>();
    return octets;
}

void readsBack(const Octets& datagram, std::vector<Octets> fragments, FuzzedDataProvider& input)
{
    if (fragments.size() < 2)
        return;
    for (std::size_t i = fragments.size(); i > 1; --i)
        std::swap(fragments[i - 1], fragments[input.ConsumeIntegralInRange<std::size_t>(0, i - 1)]);
    Reassembly reassembly;
    Octets whole;
    for (const Octets& octets : fragments)
        whole = reassembly.take(kStart, parseIp(octets).value(), octets, 0).datagram;
    const auto before = parseIp(datagram), after = parseIp(whole);
    TCPLAB_ASSURE(after && std::equal(before->payload.begin(), before->payload.end(), after->payload.begin(), after->payload.end()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    FuzzedDataProvider input(data, size);
    Receiver receiver(input);
    while (input.remaining_bytes() > 0) {
        const bool v6 = input.ConsumeBool();
        const std::string text = input.ConsumeRandomLengthString(2000);
        const Octets datagram = datagramOf(v6, Octets(text.begin(), text.end()));
        const std::size_t mtu = input.ConsumeIntegralInRange<std::size_t>(68, 1500);
        const auto fragments = fragmentsOf(datagram, mtu, input.ConsumeIntegralInRange<std::uint32_t>(0, 100));
        readsBack(datagram, fragments, input);
        for (const Octets& octets : fragments)
            receiver.take(damaged(input, octets));
        if (input.ConsumeBool())
            receiver.wait();
    }
    return 0;
}
