#include "packetdrill/evaluator.h"

#include <algorithm>
#include <array>
#include <optional>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "packetdrill/cursor.h"

namespace tcplab::packetdrill {
namespace {

struct PyValue {
    std::variant<std::int64_t, double, std::string, std::vector<PyValue>> is = std::int64_t{0};

    bool isText() const { return std::holds_alternative<std::string>(is); }
    bool isTuple() const { return std::holds_alternative<std::vector<PyValue>>(is); }
    bool isWhole() const { return std::holds_alternative<std::int64_t>(is); }
    bool isNumber() const { return !isText() && !isTuple(); }
    std::int64_t whole() const
    {
        if (const double* number = std::get_if<double>(&is))
            return *number > -9e18 && *number < 9e18 ? static_cast<std::int64_t>(*number) : 0;
        return isWhole() ? std::get<std::int64_t>(is) : 0;
    }
    double number() const
    {
        const double* number = std::get_if<double>(&is);
        return number ? *number : static_cast<double>(whole());
    }
    bool truth() const
    {
        if (const auto* text = std::get_if<std::string>(&is))
            return !text->empty();
        if (const auto* tuple = std::get_if<std::vector<PyValue>>(&is))
            return !tuple->empty();
        return number() != 0;
    }
};

PyValue whole(std::int64_t value) { return {value}; }
PyValue truth(bool value) { return {std::int64_t{value}}; }

std::string shown(const PyValue& value)
{
    if (const auto* text = std::get_if<std::string>(&value.is))
        return *text;
    if (const auto* number = std::get_if<double>(&value.is))
        return fmt::format("{}", *number);
    if (value.isWhole())
        return std::to_string(value.whole());
    std::string text;
    for (const PyValue& part : std::get<std::vector<PyValue>>(value.is))
        text += (text.empty() ? "" : ", ") + shown(part);
    return "(" + text + ")";
}

// Wrong code ends its evaluation here; nothing is thrown across the room's border.
struct Stop {
    Evaluator::Verdict verdict;
    Sentence sentence;
};
[[noreturn]] void notUnderstood(std::string_view what)
{
    throw Stop{Evaluator::Verdict::NotUnderstood, {QT_TRANSLATE_NOOP("Sentence", "the code is not understood at \"{0}\""), what}};
}

// "%d of %s" with the values of a tuple.
std::string formatted(const std::string& pattern, const PyValue& values)
{
    const std::vector<PyValue> list = values.isTuple() ? std::get<std::vector<PyValue>>(values.is) : std::vector<PyValue>{values};
    std::string text;
    std::size_t next = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '%' || i + 1 == pattern.size()) {
            text += pattern[i];
            continue;
        }
        std::size_t end = i + 1;
        while (end < pattern.size() && (isDigit(pattern[end]) || pattern[end] == '.' || pattern[end] == '-'))
            ++end;
        const char kind = end < pattern.size() ? pattern[end] : '%';
        if (kind == '%')
            text += '%';
        else if (next < list.size())
            text += kind == 'x' ? fmt::format("{:x}", list[next].whole()) : shown(list[next]);
        if (kind != '%')
            ++next;
        i = end;
    }
    return text;
}

constexpr int kDeepest = 100;  // brackets in brackets

using Names = std::map<std::string, PyValue, std::less<>>;

class Run {
public:
    Run(std::string_view code, const Evaluator::Facts& facts, Names& variables) : cursor_(code), facts_(facts), variables_(variables) {}

    void statements()
    {
        for (;;) {
            skip(true);
            while (cursor_.take(";"))
                skip(true);
            if (cursor_.atEnd())
                return;
            statement();
            skip(false);
            if (!cursor_.atEnd() && cursor_.peek() != ';' && cursor_.peek() != '\n')
                notUnderstood(rest());
        }
    }

    std::string printed;

private:
    // Blanks, comments and continued lines; ends of lines, too, where they say nothing.
    void skip(bool lines)
    {
        for (;;) {
            const char c = cursor_.peek();
            if (c == ' ' || c == '\t' || c == '\r' || (c == '\n' && (lines || open_ > 0)))
                cursor_.next();
            else if (c == '#')
                while (!cursor_.atEnd() && cursor_.peek() != '\n')
                    cursor_.next();
            else if (!(cursor_.take("\\\n") || cursor_.take("\\\r\n")))
                return;
        }
    }
    bool accept(std::string_view token)
    {
        skip(false);
        return cursor_.take(token);
    }
    bool acceptWord(std::string_view word)
    {
        skip(false);
        if (cursor_.wordAhead() != word)
            return false;
        cursor_.word();
        return true;
    }
    // The operator, and not the beginning of a longer one.
    bool acceptOperator(std::string_view token, std::string_view notBefore)
    {
        skip(false);
        if (!cursor_.lookingAt(token) || notBefore.find(cursor_.peek(token.size())) != std::string_view::npos)
            return false;
        return cursor_.take(token);
    }
    std::string rest() const
    {
        Cursor ahead = cursor_;
        std::string text;
        while (!ahead.atEnd() && ahead.peek() != '\n' && text.size() < 40)
            text += ahead.next();
        return text;
    }

    void statement()
    {
        if (acceptWord("assert"))
            return assertion();
        if (acceptWord("print"))
            return print();
        if (acceptWord("pass") || assigns())
            return;
        tuple();
    }

    void assertion()
    {
        skip(false);
        const std::size_t begin = cursor_.position();
        used_.clear();
        const bool holds = expression().truth();
        std::string text(cursor_.since(begin));
        text.erase(text.find_last_not_of(" \t\n\\") + 1);
        const auto used = used_;
        const std::string message = accept(",") ? shown(expression()) : "";
        if (holds)
            return;
        Sentence sentence{QT_TRANSLATE_NOOP("Sentence", "assert {0} does not hold"), text};
        for (const auto& [name, value] : used)
            sentence = {QT_TRANSLATE_NOOP("Sentence", "{0}; {1} is {2}"), sentence, name, shown(value)};
        if (!message.empty() && used.empty())
            sentence = {"{0}: {1}", sentence, message};
        throw Stop{Evaluator::Verdict::Failed, sentence};
    }

    void print()
    {
        const PyValue value = tuple();
        if (!value.isTuple()) {
            printed += shown(value) + "\n";
            return;
        }
        std::string line;
        for (const PyValue& part : std::get<std::vector<PyValue>>(value.is))
            line += (line.empty() ? "" : " ") + shown(part);
        printed += line + "\n";
    }

    // name = value, name += value
    bool assigns()
    {
        const Cursor before = cursor_;
        const std::string name = cursor_.word();
        skip(false);
        for (const std::string_view sign : {"+=", "-=", "*=", "//=", "/=", "|=", "&="}) {
            if (name.empty() || !cursor_.take(sign))
                continue;
            const PyValue left = valueOf(name);
            variables_[name] = computed(sign.substr(0, sign.size() - 1), left, expression());
            return true;
        }
        if (!name.empty() && acceptOperator("=", "=")) {
            variables_[name] = tuple();
            return true;
        }
        cursor_ = before;
        return false;
    }

    // a, b, c
    PyValue tuple()
    {
        PyValue first = expression();
        if (!accept(","))
            return first;
        std::vector<PyValue> parts{std::move(first)};
        skip(false);
        while (!cursor_.atEnd() && cursor_.peek() != ')' && cursor_.peek() != ';' && cursor_.peek() != '\n') {
            parts.push_back(expression());
            if (!accept(","))
                break;
            skip(false);
        }
        return {std::move(parts)};
    }

    PyValue expression()
    {
        if (++depth_ > kDeepest)
            notUnderstood(rest());
        PyValue value = either();
        --depth_;
        return value;
    }

    PyValue either()
    {
        PyValue value = both();
        while (acceptWord("or")) {
            PyValue other = both();
            value = value.truth() ? value : std::move(other);
        }
        return value;
    }

    PyValue both()
    {
        PyValue value = negation();
        while (acceptWord("and")) {
            PyValue other = negation();
            value = value.truth() ? std::move(other) : value;
        }
        return value;
    }

    PyValue negation()
    {
        bool negated = false;
        bool any = false;
        while (acceptWord("not")) {
            negated = !negated;
            any = true;
        }
        PyValue value = comparison();
        return any ? truth(value.truth() != negated) : value;
    }

    // a < b <= c holds when both do.
    PyValue comparison()
    {
        PyValue left = bits();
        bool any = false;
        bool holds = true;
        for (;;) {
            skip(false);
            const auto sign = comparisonSign();
            if (!sign)
                return any ? truth(holds) : left;
            any = true;
            PyValue right = bits();
            holds = holds && compare(left, *sign, right);
            left = std::move(right);
        }
    }

    std::optional<std::string_view> comparisonSign()
    {
        for (const std::string_view sign : {"==", "!=", "<=", ">="})
            if (cursor_.take(sign))
                return sign;
        for (const std::string_view sign : {"<", ">"})
            if (acceptOperator(sign, "<>"))
                return sign;
        return std::nullopt;
    }

    static bool compare(const PyValue& left, std::string_view sign, const PyValue& right)
    {
        int order = 0;
        if (left.isNumber() && right.isNumber()) {
            const bool wholes = left.isWhole() && right.isWhole();
            const bool less = wholes ? left.whole() < right.whole() : left.number() < right.number();
            const bool more = wholes ? left.whole() > right.whole() : left.number() > right.number();
            order = less ? -1 : more ? 1 : 0;
        } else {
            order = shown(left).compare(shown(right));
        }
        if (sign == "==")
            return order == 0;
        if (sign == "!=")
            return order != 0;
        if (sign == "<=")
            return order <= 0;
        if (sign == ">=")
            return order >= 0;
        return sign == "<" ? order < 0 : order > 0;
    }

    // From the loosest to the tightest, as Python binds them.
    static constexpr std::array<std::array<std::string_view, 4>, 6> kLevels{{
        {"|"},
        {"^"},
        {"&"},
        {"<<", ">>"},
        {"+", "-"},
        {"//", "*", "/", "%"},
    }};

    PyValue bits() { return level(0); }
    PyValue level(std::size_t index)
    {
        if (index == kLevels.size())
            return sign();
        PyValue value = level(index + 1);
        for (;;) {
            const std::string_view found = signOf(kLevels[index]);
            if (found.empty())
                return value;
            value = computed(found, value, level(index + 1));
        }
    }

    std::string_view signOf(const std::array<std::string_view, 4>& signs)
    {
        for (const std::string_view sign : signs)
            if (!sign.empty() && acceptOperator(sign, "="))
                return sign;
        return {};
    }

    static PyValue computed(std::string_view sign, const PyValue& left, const PyValue& right)
    {
        if (sign == "%" && left.isText())
            return {formatted(std::get<std::string>(left.is), right)};
        if (sign == "+" && left.isText() && right.isText())
            return {std::get<std::string>(left.is) + std::get<std::string>(right.is)};
        if (!left.isNumber() || !right.isNumber())
            notUnderstood(sign);
        if (sign == "/" || !left.isWhole() || !right.isWhole())
            return numbers(sign, left.number(), right.number());
        return wholes(sign, left.whole(), right.whole());
    }

    static PyValue numbers(std::string_view sign, double left, double right)
    {
        if (sign == "+")
            return {left + right};
        if (sign == "-")
            return {left - right};
        if (sign == "*")
            return {left * right};
        if (sign == "/" && right != 0)
            return {left / right};
        notUnderstood(sign);
    }

    // Wraps like the numbers of the connection do, instead of growing without end.
    static PyValue wholes(std::string_view sign, std::int64_t left, std::int64_t right)
    {
        const auto a = static_cast<std::uint64_t>(left);
        const auto b = static_cast<std::uint64_t>(right);
        if (sign == "|")
            return whole(left | right);
        if (sign == "^")
            return whole(left ^ right);
        if (sign == "&")
            return whole(left & right);
        if (sign == "+")
            return whole(static_cast<std::int64_t>(a + b));
        if (sign == "-")
            return whole(static_cast<std::int64_t>(a - b));
        if (sign == "*")
            return whole(static_cast<std::int64_t>(a * b));
        if (sign == "<<" && right >= 0 && right < 63)
            return whole(static_cast<std::int64_t>(a << b));
        if (sign == ">>" && right >= 0 && right < 63)
            return whole(left >> right);
        if ((sign == "//" || sign == "%") && right != 0 && right != -1) {
            const std::int64_t floor = left / right - (left % right != 0 && (left < 0) != (right < 0));
            return whole(sign == "//" ? floor : left - floor * right);
        }
        notUnderstood(sign);
    }

    PyValue sign()
    {
        if (acceptOperator("-", "="))
            return computed("-", whole(0), nested());
        if (acceptOperator("+", "="))
            return nested();
        if (accept("~"))
            return whole(~nested().whole());
        return primary();
    }
    PyValue nested()
    {
        if (++depth_ > kDeepest)
            notUnderstood(rest());
        PyValue value = sign();
        --depth_;
        return value;
    }

    PyValue primary()
    {
        skip(false);
        const char c = cursor_.peek();
        if (c == '\'' || c == '"')
            return {text()};
        if (isDigit(c) || (c == '.' && isDigit(cursor_.peek(1))))
            return number();
        if (cursor_.take("("))
            return bracket();
        const std::string name = cursor_.word();
        if (name.empty())
            notUnderstood(rest());
        skip(false);
        if (cursor_.take("("))
            return called(name, bracket());
        return valueOf(name);
    }

    PyValue bracket()
    {
        ++open_;
        skip(false);
        if (cursor_.take(")")) {
            --open_;
            return {std::vector<PyValue>{}};
        }
        PyValue value = tuple();
        if (!accept(")"))
            notUnderstood(rest());
        --open_;
        return value;
    }

    std::string text()
    {
        std::string text;
        while (cursor_.peek() == '\'' || cursor_.peek() == '"') {
            const char quote = cursor_.next();
            while (!cursor_.atEnd() && cursor_.peek() != quote) {
                if (cursor_.peek() == '\\')
                    cursor_.next();
                text += cursor_.next();
            }
            if (cursor_.next() != quote)
                notUnderstood(text);
            skip(false);
        }
        return text;
    }

    PyValue number()
    {
        const bool hexadecimal = cursor_.lookingAt("0x");
        const std::string digits = cursor_.alphanumerics();
        if (!hexadecimal && cursor_.peek() == '.') {
            cursor_.next();
            const std::string fraction = cursor_.alphanumerics();
            char* end = nullptr;
            const std::string all = digits + "." + fraction;
            const double value = std::strtod(all.c_str(), &end);
            return *end == '\0' ? PyValue{value} : throw Stop{Evaluator::Verdict::NotUnderstood, Sentence::asItIs(all)};
        }
        char* end = nullptr;
        const unsigned long long value = std::strtoull(digits.c_str(), &end, hexadecimal ? 16 : 10);
        if (*end != '\0')
            notUnderstood(digits);
        return whole(static_cast<std::int64_t>(value));
    }

    PyValue called(const std::string& name, const PyValue& given)
    {
        const std::vector<PyValue> list = given.isTuple() ? std::get<std::vector<PyValue>>(given.is) : std::vector<PyValue>{given};
        if (list.empty())
            notUnderstood(name);
        const auto less = [](const PyValue& a, const PyValue& b) { return compare(a, "<", b); };
        if (name == "abs")
            return compare(list[0], "<", whole(0)) ? computed("-", whole(0), list[0]) : list[0];
        if (name == "min")
            return *std::min_element(list.begin(), list.end(), less);
        if (name == "max")
            return *std::max_element(list.begin(), list.end(), less);
        if (name == "int")
            return whole(list[0].whole());
        if (name == "str")
            return {shown(list[0])};
        if (name == "len" && list[0].isText())
            return whole(static_cast<std::int64_t>(std::get<std::string>(list[0].is).size()));
        throw Stop{Evaluator::Verdict::NotUnderstood, {QT_TRANSLATE_NOOP("Sentence", "{0}() is not known here"), name}};
    }

    PyValue valueOf(const std::string& name)
    {
        PyValue value;
        if (const auto fact = facts_.find(name); fact != facts_.end())
            value = whole(fact->second);
        else if (const auto variable = variables_.find(name); variable != variables_.end())
            value = variable->second;
        else if (name == "True" || name == "False" || name == "None")
            return truth(name == "True");
        else
            throw Stop{Evaluator::Verdict::UnknownName, Sentence::asItIs(name)};
        used_.insert_or_assign(name, value);
        return value;
    }

    Cursor cursor_;
    const Evaluator::Facts& facts_;
    Names& variables_;
    Names used_;
    int open_ = 0;
    int depth_ = 0;
};

}  // namespace

struct Evaluator::Variables {
    Names names;
};

Evaluator::Evaluator() : variables_(std::make_unique<Variables>()) {}
Evaluator::~Evaluator() = default;

Evaluator::Outcome Evaluator::run(std::string_view code, const Facts& facts)
{
    Run run(code, facts, variables_->names);
    Outcome outcome;
    try {
        run.statements();
    } catch (const Stop& stop) {
        outcome = {stop.verdict, stop.sentence, {}};
    }
    outcome.printed = run.printed;
    return outcome;
}

}  // namespace tcplab::packetdrill
