#include "base/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace tcplab {
namespace {

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

Sentence listed(const std::vector<std::string>& names)
{
    if (names.empty())
        return QT_TRANSLATE_NOOP("Sentence", "nothing");
    return Sentence::asItIs(fmt::format("{}", fmt::join(names, ", ")));
}

std::string nearestName(std::string_view word, const std::vector<std::string>& names)
{
    constexpr std::size_t kLongestWord = 64;
    if (word.size() > kLongestWord)
        return {};
    std::string nearest;
    std::size_t least = std::min<std::size_t>(3, word.size());
    for (const std::string& name : names) {
        const std::size_t distance = editDistance(word, name);
        if (distance < least) {
            least = distance;
            nearest = name;
        }
    }
    return nearest;
}

Sentence hint(std::string_view word, const std::vector<std::string>& names)
{
    if (const std::string nearest = nearestName(word, names); !nearest.empty())
        return {QT_TRANSLATE_NOOP("Sentence", "Did you mean \"{0}\"?"), nearest};
    return {QT_TRANSLATE_NOOP("Sentence", "Known here: {0}."), listed(names)};
}

}  // namespace tcplab
