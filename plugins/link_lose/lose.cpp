// A link that loses what its author says: every k-th, a list, a pattern. A datagram that any of them names is lost.

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/translate.h"
#include "card.h"
#include "link_lose/plugin.h"
#include "plugin/departures.h"

namespace tcplab::link_lose {
namespace {

struct Range {
    std::int64_t from;
    std::int64_t to;
};

Range rangeOf(const Parameters& range)
{
    const std::int64_t from = range.count("from");
    return {from, range.has("to") ? range.count("to") : from};
}

class Lose : public DepartingStage {
public:
    explicit Lose(const LinkStageSetup& setup) : pattern_(setup.parameters.text("pattern")), report_(setup.report)
    {
        if (setup.parameters.has("every"))
            every_ = setup.parameters.count("every");
        for (const Parameters& range : setup.parameters.entries("numbers"))
            ranges_.push_back(rangeOf(range));
    }

    void offer(Instant now, TransitPacket&& packet) override
    {
        ++number_;
        if (isEvery() || isListed() || isInPattern())
            report_.dropped(now, packet, Rule::LinkLosesChosen);
        else
            leave(now, std::move(packet));
    }

private:
    bool isEvery() const { return every_ && number_ % *every_ == 0; }
    bool isListed() const
    {
        return std::any_of(ranges_.begin(), ranges_.end(),
                           [this](const Range& range) { return range.from <= number_ && number_ <= range.to; });
    }
    bool isInPattern() const { return !pattern_.empty() && pattern_[static_cast<std::size_t>(number_ - 1) % pattern_.size()] == 'x'; }

    std::optional<std::int64_t> every_;
    std::vector<Range> ranges_;
    std::string pattern_;
    LinkReport& report_;
    std::int64_t number_ = 0;  // of the last datagram offered
};

Result<std::unique_ptr<LinkStage>> make(const LinkStageSetup& setup)
{
    const std::vector<Parameters> numbers = setup.parameters.entries("numbers");
    for (std::size_t i = 0; i < numbers.size(); ++i)
        if (const Range range = rangeOf(numbers[i]); range.to < range.from)
            return tl::unexpected(problemAt(
                fmt::format("/numbers/{}/to", i),
                {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must not be below \"{1}\"."), std::string_view("to"), std::string_view("from")}));
    return std::make_unique<Lose>(setup);
}

}  // namespace

void contribute(Catalogue& catalogue) { catalogue.add(parseCard(kCard).value(), LinkStageFactory(make)); }

}  // namespace tcplab::link_lose
