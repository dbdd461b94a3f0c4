#include "packetdrill/parser.h"

namespace tcplab::packetdrill {
namespace {

class Parser {
public:
    Parser(std::string_view text, const Defines& defines) : reader_(text, defines), cursor_(reader_.cursor) {}

    Script read()
    {
        Script script;
        while (reader_.accept("--") && !reader_.failed())
            script.options.push_back(readOption());
        script.setUp = readCommandOfItsOwn();
        while (!atEnd() && cursor_.peek() != '`')
            script.events.push_back(readEvent());
        script.cleanUp = readCommandOfItsOwn();
        if (!atEnd())
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "nothing may follow the command that cleans up"));
        judge(script);
        return script;
    }

    const std::optional<Problem>& problem() const { return reader_.problem(); }

private:
    bool atEnd()
    {
        cursor_.skipBlank();
        return cursor_.atEnd();
    }

    ScriptOption readOption()
    {
        ScriptOption option;
        option.place = cursor_.place();
        option.name = cursor_.word();
        if (option.name.empty())
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "the option's name is missing here"));
        if (cursor_.take("="))
            option.value = readOptionValue();
        if (option.name == "define")
            define(option);
        return option;
    }

    // To the next blank; in quotes or back-quotes a value may hold blanks.
    std::string readOptionValue()
    {
        std::string value;
        char quote = '\0';
        while (!cursor_.atEnd()) {
            const char c = cursor_.peek();
            if (quote == '\0' && (c == ' ' || c == '\t' || c == '\n' || c == '\r'))
                break;
            if (c == '"' || c == '`')
                quote = quote == c ? '\0' : quote == '\0' ? c : quote;
            value += cursor_.next();
        }
        return value;
    }

    void define(const ScriptOption& option)
    {
        const std::size_t equals = option.value.find('=');
        if (equals == std::string::npos || equals == 0)
            return reader_.fail(option.place, QT_TRANSLATE_NOOP("Sentence", "write --define=NAME=value"));
        reader_.define(option.value.substr(0, equals), option.value.substr(equals + 1));
    }

    std::optional<PlacedCommand> readCommandOfItsOwn()
    {
        if (atEnd() || cursor_.peek() != '`')
            return std::nullopt;
        const Place place = cursor_.place();
        return PlacedCommand{place, readCommand()};
    }

    Command readCommand()
    {
        cursor_.take("`");
        Command command;
        while (!cursor_.atEnd() && cursor_.peek() != '`')
            command.text += cursor_.next();
        reader_.expect("`");
        return command;
    }

    Code readCode()
    {
        Code code;
        while (!cursor_.atEnd() && !cursor_.lookingAt("}%"))
            code.text += cursor_.next();
        reader_.expect("}%");
        return code;
    }

    Event readEvent()
    {
        Event event;
        event.place = cursor_.place();
        event.time = readTime();
        cursor_.skipBlank();
        if (reader_.failed())
            return event;
        if (cursor_.take("<"))
            event.what = readPacket(reader_, Direction::Inbound);
        else if (cursor_.take(">"))
            event.what = readPacket(reader_, Direction::Outbound);
        else if (cursor_.peek() == '`')
            event.what = readCommand();
        else if (cursor_.take("%{"))
            event.what = readCode();
        else
            event.what = readCall(reader_);
        const Packet* packet = std::get_if<Packet>(&event.what);
        const bool leavesChoice = event.time.isRange() || event.time.kind == EventTime::Kind::Any;
        if (leavesChoice && !(packet && packet->outbound()))
            reader_.fail(event.place, QT_TRANSLATE_NOOP("Sentence", "\"*\" and ranges of time are for outbound packets only"));
        return event;
    }

    EventTime readTime()
    {
        using Kind = EventTime::Kind;
        EventTime time;
        if (cursor_.take("*")) {
            time.kind = Kind::Any;
            return time;
        }
        const char c = cursor_.peek();
        if (c != '+' && c != '.' && !isDigit(c)) {
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "an event begins with its time: 0.1, +0.1, 0.1~0.2, +0.1~+0.2 or *"));
            return time;
        }
        const bool relative = cursor_.take("+");
        time.at = reader_.seconds();
        time.kind = relative ? Kind::Relative : Kind::Absolute;
        if (!cursor_.take("~"))
            return time;
        if (relative)
            reader_.expect("+");
        time.until = reader_.seconds();
        time.kind = relative ? Kind::RelativeRange : Kind::AbsoluteRange;
        if (time.until < time.at)
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "the range of time ends before it begins"));
        return time;
    }

    void judge(const Script& script)
    {
        if (reader_.failed())
            return;
        if (script.events.empty())
            return reader_.fail(QT_TRANSLATE_NOOP("Sentence", "a script needs at least one event"));
        if (script.events.front().time.at != Duration{})
            return reader_.fail(script.events.front().place, QT_TRANSLATE_NOOP("Sentence", "the first event has to be at time 0"));
        Duration last{};
        for (const Event& event : script.events) {
            if (event.time.isRelative() || event.time.kind == EventTime::Kind::Any)
                continue;
            if (event.time.at < last)
                return reader_.fail(event.place, QT_TRANSLATE_NOOP("Sentence", "this time is before that of an event above"));
            last = event.time.at;
        }
    }

    Reader reader_;
    Cursor& cursor_;
};

}  // namespace

Result<Script> parseScript(std::string_view text, const std::string& file, const ParseOptions& options)
{
    const std::string active = withoutInactiveLines(text, options.conditions);
    Parser parser(active, options.defines);
    Script script = parser.read();
    if (!parser.problem())
        return script;
    Problem problem = *parser.problem();
    problem.file = file;
    return tl::unexpected(std::move(problem));
}

}  // namespace tcplab::packetdrill
