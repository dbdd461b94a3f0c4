// System calls and the values in them.
#include "packetdrill/reader.h"

namespace tcplab::packetdrill {
namespace {

constexpr int kDeepest = 16;  // of values in values; msghdr needs six

class ValueReader {
public:
    explicit ValueReader(Reader& reader) : reader_(reader), cursor_(reader.cursor) {}

    // A|B|C or a single value.
    Expression either() { return eitherFrom(single()); }

    std::vector<Expression> list(std::string_view end)
    {
        std::vector<Expression> values;
        if (reader_.accept(end))
            return values;
        do
            values.push_back(either());
        while (!reader_.failed() && reader_.accept(","));
        reader_.expect(end);
        return values;
    }

private:
    Expression eitherFrom(Expression first)
    {
        if (!reader_.accept("|"))
            return first;
        Expression either;
        either.kind = Expression::Kind::Either;
        either.parts.push_back(std::move(first));
        do
            either.parts.push_back(single());
        while (!reader_.failed() && reader_.accept("|"));
        return either;
    }

    Expression single()
    {
        Expression value;
        cursor_.skipBlank();
        if (++depth_ > kDeepest)
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "values are nested too deeply"));
        else if (cursor_.take("..."))
            value.kind = Expression::Kind::Any;
        else if (reader_.isNumberAhead())
            value = integer();
        else if (cursor_.peek() == '"')
            value = texts();
        else if (cursor_.take("["))
            value = {Expression::Kind::List, 0, false, {}, list("]"), {}};
        else if (cursor_.take("{"))
            value = structure();
        else if (isWordCharacter(cursor_.peek()))
            value = wordOrFunction(cursor_.word());
        else
            reader_.fail(QT_TRANSLATE_NOOP("Sentence", "a value is missing here"));
        --depth_;
        return value;
    }

    Expression integer()
    {
        Expression value;
        value.kind = Expression::Kind::Integer;
        value.hexadecimal = cursor_.lookingAt("0x") || cursor_.lookingAt("0X");
        value.number = reader_.integer(INT64_MIN + 1, INT64_MAX);
        return value;
    }

    Expression texts()
    {
        Expression value;
        value.kind = Expression::Kind::Text;
        while (reader_.accept("\"")) {
            while (!cursor_.atEnd() && cursor_.peek() != '"')
                value.text += character();
            reader_.expect("\"");
        }
        return value;
    }

    char character()
    {
        if (!cursor_.take("\\"))
            return cursor_.next();
        switch (const char c = cursor_.next()) {
        case 'n': return '\n';
        case 't': return '\t';
        case 'r': return '\r';
        case '0': return '\0';
        default: return c;
        }
    }

    Expression wordOrFunction(const std::string& word)
    {
        if (const std::string& meaning = reader_.meaning(word); meaning != word) {
            Reader defined(meaning, {});
            Expression value = ValueReader(defined).either();
            if (defined.failed())
                reader_.fail(defined.problem()->sentence);
            return value;
        }
        Expression value;
        value.text = word;
        value.kind = cursor_.take("(") ? Expression::Kind::Function : Expression::Kind::Word;
        if (value.kind == Expression::Kind::Function)
            value.parts = list(")");
        return value;
    }

    Expression structure()
    {
        Expression value;
        value.kind = Expression::Kind::Structure;
        if (reader_.accept("}"))
            return value;
        do
            value.fields.push_back(field());
        while (!reader_.failed() && reader_.accept(","));
        reader_.expect("}");
        return value;
    }

    // name = value, name(count) = value, or a value alone.
    Field field()
    {
        Field field;
        cursor_.skipBlank();
        Expression first = single();
        if ((first.kind == Expression::Kind::Word || first.kind == Expression::Kind::Function) && reader_.accept("=")) {
            field.name = first.text;
            field.count = std::move(first.parts);
            if (field.count.size() > 1)
                reader_.fail(QT_TRANSLATE_NOOP("Sentence", "a field has one count at most"));
            field.value = either();
        } else {
            field.value = eitherFrom(std::move(first));
        }
        return field;
    }

    Reader& reader_;
    Cursor& cursor_;
    int depth_ = 0;
};

// "(Operation now in progress)" with brackets of its own inside.
std::string readNote(Reader& reader)
{
    std::string note;
    int open = 1;
    while (!reader.cursor.atEnd()) {
        const char c = reader.cursor.next();
        open += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (open == 0)
            return note;
        note += c;
    }
    reader.fail({QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is missing here"), std::string(")")});
    return note;
}

}  // namespace

Call readCall(Reader& reader)
{
    Call call;
    if (reader.accept("..."))
        call.until = reader.seconds();
    reader.cursor.skipBlank();
    call.name = reader.cursor.word();
    if (call.name.empty())
        reader.fail(
            QT_TRANSLATE_NOOP("Sentence", "after its time an event is a packet (< or >), a system call, a `command` or %{ code }%"));
    ValueReader values(reader);
    reader.expect("(");
    call.arguments = values.list(")");
    reader.expect("=");
    call.result = values.either();
    reader.cursor.skipBlank();
    call.error = reader.cursor.word();
    if (reader.accept("("))
        call.note = readNote(reader);
    return call;
}

}  // namespace tcplab::packetdrill
