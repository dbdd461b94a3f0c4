#include "packetdrill/commands.h"

#include <algorithm>

#include "packetdrill/reader.h"

namespace tcplab::packetdrill {
namespace {

using Kind = ShellAction::Kind;
using Words = std::vector<std::string>;

constexpr int kDeepest = 4;  // scripts that call scripts

// A command of a pipeline, as words without quotes and redirections.
struct Pipeline {
    std::vector<Words> commands;
};

// A product of numbers as $((15*1024*1024)) has it; other arithmetic stays as it is written.
std::string computed(const std::string& text)
{
    Cursor cursor(text);
    std::int64_t product = 1;
    do {
        cursor.skipBlank();
        const std::string digits = cursor.alphanumerics();
        char* end = nullptr;
        const long long factor = std::strtoll(digits.c_str(), &end, 0);
        if (digits.empty() || *end != '\0' || factor < 0 || (factor > 0 && product > INT64_MAX / factor))
            return text;
        product *= factor;
        cursor.skipBlank();
    } while (cursor.take("*"));
    return cursor.atEnd() ? std::to_string(product) : text;
}

// Splits shell text into pipelines: as much of the shell's grammar as set-ups use.
class ShellReader {
public:
    explicit ShellReader(std::string_view text) : cursor_(text) {}

    std::vector<Pipeline> read()
    {
        while (!cursor_.atEnd())
            step();
        endPipeline();
        return std::move(pipelines_);
    }

private:
    void step()
    {
        const char c = cursor_.peek();
        if (cursor_.take("\\\n") || cursor_.take("\\\r\n"))
            return endWord();
        if (c == '#' && !inWord_)
            return skipLine();
        if (cursor_.take("&&") || cursor_.take("||") || cursor_.take("\n") || cursor_.take(";"))
            return endPipeline();
        if (cursor_.take("|"))
            return endCommand();
        if (c == '>' || ((c == '2' || c == '1' || c == '&') && cursor_.peek(1) == '>' && !inWord_))
            return skipRedirection();
        if (c == ' ' || c == '\t' || c == '\r' || c == '&') {
            cursor_.next();
            return endWord();
        }
        inWord_ = true;
        if (c == '\'' || c == '"')
            return quoted();
        if (cursor_.take("$(("))
            return arithmetic();
        word_ += cursor_.next();
    }

    void quoted()
    {
        const char quote = cursor_.next();
        while (!cursor_.atEnd() && cursor_.peek() != quote) {
            if (quote == '"' && cursor_.take("$(("))
                arithmetic();
            else
                word_ += cursor_.next();
        }
        cursor_.next();
    }

    void arithmetic()
    {
        std::string text;
        while (!cursor_.atEnd() && !cursor_.take("))"))
            text += cursor_.next();
        word_ += computed(text);
    }

    void skipLine()
    {
        while (!cursor_.atEnd() && cursor_.peek() != '\n')
            cursor_.next();
    }

    // The target of "> file" and "2>&1" says nothing; that of echo's is kept as the word ">file".
    void skipRedirection()
    {
        endWord();
        const bool plain = cursor_.peek() == '>';
        while (cursor_.peek() == '>' || cursor_.peek() == '&' || isDigit(cursor_.peek()))
            cursor_.next();
        while (cursor_.peek() == ' ' || cursor_.peek() == '\t')
            cursor_.next();
        std::string target;
        while (!cursor_.atEnd() && std::string_view(" \t\n;|&").find(cursor_.peek()) == std::string_view::npos)
            target += cursor_.next();
        if (plain && target != "/dev/null" && !target.empty())
            words_.push_back(">" + target);
    }

    void endWord()
    {
        if (inWord_)
            words_.push_back(std::exchange(word_, {}));
        inWord_ = false;
    }
    void endCommand()
    {
        endWord();
        if (!words_.empty())
            pipeline_.commands.push_back(std::exchange(words_, {}));
    }
    void endPipeline()
    {
        endCommand();
        if (!pipeline_.commands.empty())
            pipelines_.push_back(std::exchange(pipeline_, {}));
    }

    Cursor cursor_;
    std::string word_;
    bool inWord_ = false;
    Words words_;
    Pipeline pipeline_;
    std::vector<Pipeline> pipelines_;
};

std::string fileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

ShellAction unsupported(std::string feature) { return {Kind::Unsupported, std::move(feature), {}, {}}; }
ShellAction set(std::string name, std::string value) { return {Kind::Set, std::move(name), std::move(value), {}}; }

class Interpreter {
public:
    explicit Interpreter(const ShellFiles& files) : files_(files) {}

    void interpret(const std::string& text, int depth)
    {
        for (const Pipeline& pipeline : ShellReader(text).read())
            run(pipeline, depth);
    }

    std::vector<ShellAction> actions;

private:
    void run(const Pipeline& pipeline, int depth)
    {
        const Words& words = pipeline.commands.front();
        const std::string name = fileName(words.front());
        if (name == "sockstat")
            return sockstat(pipeline);
        if (name == "nstat")
            return nstat(pipeline);
        if (pipeline.commands.size() > 1)
            return add(unsupported(name + " | " + fileName(pipeline.commands.back().front())));
        if (name.ends_with(".sh") || name == "source" || name == ".")
            return shellScript(words, depth);
        simple(name, words);
    }

    void simple(const std::string& name, const Words& words)
    {
        // What these do happens outside TCP, or happens by itself in a fresh run.
        static const Words kSaysNothing{"true", ":", "kldload", "kldstat", "tcpdrop", "set", "exit", "cd"};
        if (std::find(kSaysNothing.begin(), kSaysNothing.end(), name) != kSaysNothing.end())
            return;
        if (name == "sysctl" || name == "set_sysctls.py")
            sysctls(words);
        else if (name == "ip")
            ip(words);
        else if (name == "tc")
            tc(words);
        else if (name == "sleep" && words.size() > 1)
            sleep(words[1]);
        else if (name == "echo")
            echo(words);
        else if (name == "ethtool")
            ethtool(words);
        else if (name == "setkey" && words.size() == 2 && words[1] == "-F")
            return;
        else
            add(unsupported(name));
    }

    void add(ShellAction action) { actions.push_back(std::move(action)); }

    // The common set-up. The script that restores the system's settings afterwards has nothing to do here: a run begins
    // with settings of its own.
    void shellScript(const Words& words, int depth)
    {
        const bool sourced = words.front() == "source" || words.front() == ".";
        const std::string& path = sourced && words.size() > 1 ? words[1] : words.front();
        if (fileName(path).starts_with("sysctl_restore"))
            return;
        const auto text = files_ && depth < kDeepest ? files_(path) : std::nullopt;
        if (!text)
            return add(unsupported("the set-up " + path + " (it cannot be read)"));
        interpret(*text, depth + 1);
    }

    // "net.ipv4.tcp_sack=1", "net/ipv4/tcp_sack=1" and "/proc/sys/net/ipv4/tcp_sack=1" are the same.
    void sysctls(const Words& words)
    {
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::size_t equals = words[i].find('=');
            if (equals == std::string::npos)
                continue;
            std::string name = words[i].substr(0, equals);
            if (name.starts_with("/proc/sys/"))
                name.erase(0, std::string_view("/proc/sys/").size());
            std::replace(name.begin(), name.end(), '/', '.');
            add(set(std::move(name), words[i].substr(equals + 1)));
        }
    }

    void ip(const Words& words)
    {
        std::size_t at = 1;
        while (at < words.size() && words[at].starts_with("-"))
            ++at;
        if (at < words.size() && words[at] == "tcp_metrics")
            return add({Kind::FlushMetrics, {}, {}, {}});
        if (at < words.size() && (words[at] == "route" || words[at] == "ro"))
            return route({words.begin() + static_cast<std::ptrdiff_t>(at), words.end()});
        add(unsupported("ip " + (at < words.size() ? words[at] : std::string())));
    }

    void route(const Words& words)
    {
        static const Words kMeaningful{"mtu",     "advmss", "initcwnd", "initrwnd", "features",   "congctl",           "quickack",
                                       "rto_min", "window", "cwnd",     "ssthresh", "reordering", "fastopen_no_cookie"};
        for (std::size_t i = 1; i + 1 < words.size(); ++i) {
            if (std::find(kMeaningful.begin(), kMeaningful.end(), words[i]) == kMeaningful.end())
                continue;
            const std::string& name = words[i];
            i += words[i + 1] == "lock" && i + 2 < words.size() ? 2 : 1;
            add(set("route." + name, words[i]));
        }
    }

    // A plain queue is what every run has; other disciplines would change times or lose packets.
    void tc(const Words& words)
    {
        const bool plain =
            std::find(words.begin(), words.end(), "pfifo") != words.end() && std::find(words.begin(), words.end(), "limit") == words.end();
        const bool removes = words.size() > 2 && (words[2] == "del" || words[2] == "delete");
        if (!plain && !removes)
            add(unsupported("tc qdisc"));
    }

    // Whether the device cuts large segments or the stack does is one and the same here.
    void ethtool(const Words& words)
    {
        static const Words kOffloads{"gso", "tso", "gro", "lro", "off", "on"};
        const bool onlyOffloads =
            words.size() > 3 && words[1] == "-K" && std::all_of(words.begin() + 3, words.end(), [](const std::string& word) {
                return std::find(kOffloads.begin(), kOffloads.end(), word) != kOffloads.end();
            });
        if (!onlyOffloads)
            add(unsupported("ethtool"));
    }

    void sleep(const std::string& time)
    {
        Reader reader(time, {});
        const Duration duration = reader.seconds();
        add(reader.failed() ? unsupported("sleep " + time) : ShellAction{Kind::Sleep, {}, {}, duration});
    }

    // echo 3 > /sys/module/tcp_cubic/parameters/hystart_detect, or a sysctl's file.
    void echo(const Words& words)
    {
        const std::string target = words.back().starts_with(">") ? words.back().substr(1) : "";
        if (target.empty())
            return;
        constexpr std::string_view kModules = "/sys/module/";
        if (target.starts_with("/proc/sys/") && words.size() == 3)
            return sysctls({"sysctl", target + "=" + words[1]});
        if (!target.starts_with(kModules) || words.size() != 3)
            return add(unsupported("writing " + target));
        const std::string module = target.substr(kModules.size(), target.find('/', kModules.size()) - kModules.size());
        add(set(module + "." + fileName(target), words[1]));
    }

    // sockstat … | grep … | grep -c STATE | grep COUNT
    void sockstat(const Pipeline& pipeline)
    {
        ShellAction action{Kind::StateCount, {}, {}, {}};
        for (const Words& words : pipeline.commands) {
            if (words.size() == 3 && words[0] == "grep" && words[1] == "-c")
                action.name = words[2];
            else if (words.size() == 2 && words[0] == "grep")
                action.value = words[1];
        }
        add(action.name.empty() ? unsupported("sockstat") : std::move(action));
    }

    void nstat(const Pipeline& pipeline)
    {
        if (pipeline.commands.size() == 1)
            return add({Kind::ResetCounters, {}, {}, {}});
        const Words& last = pipeline.commands.back();
        if (pipeline.commands.size() == 2 && last.size() == 2 && last[0] == "grep")
            return add({Kind::Counter, last[1], {}, {}});
        add(unsupported("nstat"));
    }

    const ShellFiles& files_;
};

}  // namespace

std::vector<ShellAction> actionsOf(const std::string& command, const ShellFiles& files)
{
    Interpreter interpreter(files);
    interpreter.interpret(command, 0);
    return std::move(interpreter.actions);
}

}  // namespace tcplab::packetdrill
