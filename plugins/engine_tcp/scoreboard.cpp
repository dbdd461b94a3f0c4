#include "engine_tcp/scoreboard.h"

#include <algorithm>

namespace tcplab::engine_tcp {

SentSegment& Scoreboard::push(SeqNumber seq, std::uint32_t length)
{
    SentSegment& segment = segments_.makeBack();
    segment.seq = seq;
    segment.length = length;
    outstanding_.add(segment);
    return segment;
}

void Scoreboard::clear()
{
    segments_.clear();
    outstanding_ = sacked_ = lost_ = again_ = {};
    hint_ = 0;
}

std::size_t Scoreboard::indexOf(SeqNumber seq) const
{
    std::size_t first = 0, last = segments_.size();
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        if (segments_[middle].end() <= seq)
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

void Scoreboard::unmark(SentSegment& segment)
{
    if (segment.sacked)
        sacked_.remove(segment);
    if (segment.lost)
        lost_.remove(segment);
    if (segment.again)
        again_.remove(segment);
    segment.sacked = segment.lost = segment.again = false;
}

void Scoreboard::markSacked(SentSegment& segment)
{
    unmark(segment);
    highestSacked_ = sacked_.segments == 0 ? segment.end() : later(highestSacked_, segment.end());
    segment.sacked = true;
    sacked_.add(segment);
}

void Scoreboard::markLost(SentSegment& segment)
{
    if (segment.lost || segment.sacked)
        return;
    segment.lost = true;
    lost_.add(segment);
    hint_ = std::min(hint_, indexOf(segment));
}

void Scoreboard::markAgain(SentSegment& segment)
{
    if (segment.again)
        return;
    segment.again = true;
    again_.add(segment);
}

void Scoreboard::unmarkAgain(SentSegment& segment)
{
    if (!segment.again)
        return;
    segment.again = false;
    again_.remove(segment);
    hint_ = std::min(hint_, indexOf(segment));
}

void Scoreboard::forgetLosses()
{
    for (std::size_t i = 0; i < segments_.size(); ++i)
        segments_[i].lost = false;
    lost_ = {};
}

void Scoreboard::forgetSacks()
{
    for (std::size_t i = 0; i < segments_.size(); ++i)
        segments_[i].sacked = false;
    sacked_ = {};
}

void Scoreboard::split(std::size_t index, std::uint32_t octets)
{
    const auto& sums = {&outstanding_, &sacked_, &lost_, &again_};
    const SentSegment whole = segments_[index];
    const bool counted[] = {true, whole.sacked, whole.lost, whole.again};
    const bool* isCounted = counted;
    for (Amount* amount : sums)
        if (*isCounted++)
            ++amount->segments;
    SentSegment head = whole;
    head.length = octets;
    head.fin = head.push = false;
    SentSegment& tail = segments_[index];
    tail.seq = whole.seq + octets;
    tail.length = whole.length - octets;
    tail.syn = false;
    segments_.insert(index, head);
}

SentSegment* Scoreboard::firstToRepeat()
{
    if (lost_.segments == 0)
        return nullptr;
    for (; hint_ < segments_.size(); ++hint_)
        if (segments_[hint_].lost && !segments_[hint_].again)
            return &segments_[hint_];
    return nullptr;
}

bool Scoreboard::consistent() const
{
    Amount outstanding, sacked, lost, again;
    SeqNumber highestSacked;
    for (std::size_t i = 0; i < segments_.size(); ++i) {
        const SentSegment& segment = segments_[i];
        if (segment.length == 0 || (i > 0 && segments_[i - 1].end() != segment.seq) || (segment.sacked && (segment.lost || segment.again)))
            return false;
        if (segment.lost && !segment.again && i < hint_)
            return false;
        outstanding.add(segment);
        if (segment.sacked) {
            sacked.add(segment);
            highestSacked = segment.end();
        }
        if (segment.lost)
            lost.add(segment);
        if (segment.again)
            again.add(segment);
    }
    if (sacked.segments > 0 && highestSacked != highestSacked_)
        return false;
    const auto same = [](const Amount& a, const Amount& b) { return a.octets == b.octets && a.segments == b.segments; };
    return same(outstanding, outstanding_) && same(sacked, sacked_) && same(lost, lost_) && same(again, again_);
}

}  // namespace tcplab::engine_tcp
