#include "script_run/settings.h"

#include <algorithm>
#include <optional>
#include <sstream>

namespace tcplab::script_run {
namespace {

// What the kernels' settings are called in the engine when it is not their own name, the value that changes nothing when
// the engine has no such parameter, because it behaves like that anyhow, and in what durations are counted. "*": no
// value changes anything that a script could see.
struct Known {
    std::string_view setting;
    std::string_view parameter;
    std::string_view harmless;
    std::string_view unit = "s";
};

constexpr Known kKnown[] = {
    // Linux
    {"net.ipv4.tcp_fack", "", "*"},
    {"net.ipv4.tcp_tso_win_divisor", "", "*"},
    {"net.ipv4.tcp_no_metrics_save", "", "*"},
    {"net.ipv4.tcp_timestamps", "", "1"},
    {"net.ipv4.tcp_window_scaling", "", "1"},
    {"net.ipv4.tcp_sack", "", "1"},
    {"net.ipv4.tcp_dsack", "", "1"},
    {"net.ipv4.tcp_syn_retries", "", ""},
    {"net.ipv4.tcp_synack_retries", "", "5"},
    {"net.ipv4.tcp_frto", "", "2"},
    {"net.ipv4.tcp_reordering", "", "3"},
    {"net.ipv4.tcp_congestion_control", "congestionControl", ""},
    {"net.ipv4.tcp_slow_start_after_idle", "", "0"},
    {"net.ipv4.tcp_early_retrans", "", "4 3"},
    {"net.ipv4.tcp_recovery", "", "1"},
    {"net.ipv4.tcp_ecn", "", "0"},
    {"net.ipv4.tcp_ecn_option", "", "*"},
    {"net.ipv4.tcp_pacing_ss_ratio", "", "200"},
    {"net.ipv4.tcp_pacing_ca_ratio", "", "120"},
    {"net.ipv4.tcp_notsent_lowat", "", "4294967295"},
    {"net.ipv4.tcp_fastopen", "", "0"},
    {"net.ipv4.tcp_fastopen_key", "", "*"},
    {"net.ipv4.tcp_fastopen_blackhole_timeout_sec", "", "*"},
    {"net.ipv4.tcp_invalid_ratelimit", "", "500", "ms"},
    {"net.ipv4.tcp_rto_max_ms", "maximumRto", "120000", "ms"},
    {"route.initcwnd", "initialWindowSegments", ""},
    {"route.mtu", "routeMtu", ""},
    {"net.ipv4.tcp_syncookies", "", "1"},
    {"tcp_cubic.hystart_detect", "", "3"},
    // FreeBSD
    {"net.inet.tcp.blackhole", "", "0"},
    {"net.inet.tcp.sack.enable", "tcp_sack", "1"},
    {"net.inet.tcp.ecn.enable", "tcp_ecn", "0 2"},
    {"net.inet.tcp.ecn.maxretries", "ecn_maxretries", ""},
    {"net.inet.tcp.hostcache.purgenow", "", "*"},
    {"net.inet.tcp.insecure_rst", "", "0"},
    {"net.inet.tcp.insecure_syn", "", "0"},
    {"net.inet.tcp.rexmit_drop_options", "", "0"},
    {"net.inet.tcp.rexmit_slop", "", "200", "ms"},
    {"net.inet.tcp.rexmit_initial", "initialRto", "1000", "ms"},
    {"net.inet.tcp.udp_tunneling_port", "", "0"},
    {"net.inet.tcp.udp_tunneling_overhead", "", "*"},
    {"net.inet.tcp.syncookies_only", "", "0"},
    {"net.inet.tcp.syncookies", "tcp_syncookies", "1"},
    {"net.inet.tcp.drop_synfin", "", "0"},
    {"net.inet.tcp.keepinit", "", "75000", "ms"},
    {"net.inet.tcp.keepintvl", "tcp_keepalive_intvl", "75000", "ms"},
    {"net.inet.tcp.keepidle", "tcp_keepalive_time", "7200000", "ms"},
    {"net.inet.tcp.keepcnt", "tcp_keepalive_probes", "8"},
    {"net.inet.tcp.delacktime", "delayedAck", "40", "ms"},
    {"net.inet.tcp.icmp_may_rst", "", "1"},
    {"net.inet.tcp.pmtud_blackhole_detection", "", ""},
    {"net.inet.tcp.path_mtu_discovery", "", "1"},
    {"net.inet.tcp.v6mssdflt", "", "1220"},
    {"net.inet.tcp.v6pmtud_blackhole_mss", "", "1220"},
    {"net.inet.tcp.tolerate_missing_ts", "", "0"},
};

std::vector<std::string> words(const std::string& text)
{
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

std::string camelCase(std::string_view name)
{
    std::string result;
    bool upper = false;
    for (const char c : name) {
        if (c == '_') {
            upper = true;
            continue;
        }
        result += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return result;
}

const ParameterSpec* parameterNamed(const Card& card, std::string_view name)
{
    for (const std::string& candidate : {std::string(name), camelCase(name)})
        for (const ParameterSpec& spec : card.parameters)
            if (spec.name == candidate)
                return &spec;
    return nullptr;
}

std::optional<std::int64_t> number(const std::string& text)
{
    char* end = nullptr;
    const long long value = std::strtoll(text.c_str(), &end, 0);
    if (text.empty() || *end != '\0')
        return std::nullopt;
    return value;
}

// The setting's value as a lab would write the parameter.
std::optional<Value> valueFor(const ParameterSpec& spec, const std::string& text, std::string_view unit)
{
    if (spec.type == ParameterType::Text || spec.type == ParameterType::Choice) {
        if (spec.names == PluginKind::CongestionControl)
            return Value{"cc_" + text};
        return Value{text};
    }
    const auto value = number(text);
    if (!value)
        return std::nullopt;
    switch (spec.type) {
    case ParameterType::Boolean: return Value{*value != 0};
    case ParameterType::Count: return Value{*value};
    case ParameterType::Number: return Value{static_cast<double>(*value)};
    case ParameterType::Size: return Value{std::to_string(*value) + " B"};
    case ParameterType::Duration: return Value{std::to_string(*value) + " " + std::string(unit)};
    default: return std::nullopt;
    }
}

SettingMeaning unsupported(const std::string& name, const std::string& value) { return {{}, name + "=" + value}; }

bool isHarmless(const Known* known, const std::string& value)
{
    if (!known)
        return false;
    const auto harmless = words(std::string(known->harmless));
    return known->harmless == "*" || std::find(harmless.begin(), harmless.end(), value) != harmless.end();
}

// "4096 540000 15728640": the least, the initial and the largest buffer. FreeBSD sets its parts by themselves.
constexpr std::size_t kInitial = 1, kLargest = 2;

SettingMeaning partOfBuffer(const ParameterSpec& spec, std::size_t part, const std::string& value, const ValueMap& current)
{
    const auto set = current.find(spec.name);
    const Value& before = set != current.end() ? set->second : spec.defaultValue;
    const auto* text = std::get_if<std::string>(&before.is);
    auto sizes = words(text ? *text : "");
    sizes.resize(3, value);
    sizes[part] = value;
    if (number(sizes[kLargest]).value_or(0) < number(sizes[kInitial]).value_or(0))
        sizes[kLargest] = sizes[kInitial];
    return {{{spec.name, Value{sizes[0] + " " + sizes[1] + " " + sizes[2]}}}, {}};
}

void add(SettingMeaning& meaning, const SettingMeaning& more)
{
    for (const auto& [name, value] : more.parameters)
        meaning.parameters[name] = value;
}

// Settings of FreeBSD that are a part of one of our parameters, or two of them at once.
std::optional<SettingMeaning> composite(const Card& card, const std::string& name, const std::string& value, const ValueMap& current)
{
    const ParameterSpec* receive = parameterNamed(card, "tcp_rmem");
    const ParameterSpec* send = parameterNamed(card, "tcp_wmem");
    const ParameterSpec* fastOpen = parameterNamed(card, "tcp_fastopen");
    const auto whole = number(value);
    if (!receive || !send || !fastOpen || !whole)
        return std::nullopt;
    SettingMeaning meaning;
    if (name == "net.inet.tcp.recvspace") {
        meaning = partOfBuffer(*receive, kInitial, value, current);
    } else if (name == "net.inet.tcp.sendspace") {
        meaning = partOfBuffer(*send, kInitial, value, current);
    } else if (name == "kern.ipc.maxsockbuf") {
        meaning = partOfBuffer(*receive, kLargest, value, current);
        add(meaning, partOfBuffer(*send, kLargest, value, current));
    } else if (name == "net.inet.tcp.rfc1323") {
        for (const char* parameter : {"tcp_timestamps", "tcp_window_scaling"})
            if (const ParameterSpec* spec = parameterNamed(card, parameter))
                meaning.parameters[spec->name] = *valueFor(*spec, value, "s");
    } else if (name == "net.inet.tcp.fastopen.client_enable" || name == "net.inet.tcp.fastopen.server_enable") {
        const std::int64_t bit = name.ends_with("client_enable") ? 1 : 2;
        const auto set = current.find(fastOpen->name);
        const auto* bits = std::get_if<std::int64_t>(set != current.end() ? &set->second.is : &fastOpen->defaultValue.is);
        meaning.parameters[fastOpen->name] = Value{((bits ? *bits : 0) & ~bit) | (*whole != 0 ? bit : 0)};
    } else {
        return std::nullopt;
    }
    return meaning;
}

// "tcplab.delayedAck=20 ms": a parameter of the engine as a lab writes it, in scripts that were made of labs.
SettingMeaning ownSetting(const Card& card, const std::string& name, const std::string& parameter, const std::string& value)
{
    const ParameterSpec* spec = parameterNamed(card, parameter);
    if (!spec)
        return unsupported(name, value);
    const auto whole = number(value);
    SettingMeaning meaning;
    if (spec->type == ParameterType::Boolean && whole)
        meaning.parameters[spec->name] = Value{*whole != 0};
    else if (spec->type == ParameterType::Count && whole)
        meaning.parameters[spec->name] = Value{*whole};
    else if (spec->type == ParameterType::Number)
        meaning.parameters[spec->name] = Value{std::strtod(value.c_str(), nullptr)};
    else
        meaning.parameters[spec->name] = Value{value};
    return meaning;
}

}  // namespace

const Card* controllerOf(const Catalogue& catalogue, const std::string& setting)
{
    constexpr std::string_view kOwn = "tcplab.";
    const std::size_t dot = setting.rfind('.');
    if (setting.substr(0, kOwn.size()) != kOwn || dot < kOwn.size())
        return nullptr;
    const Card* card = catalogue.card(setting.substr(kOwn.size(), dot - kOwn.size()));
    return card && card->kind == PluginKind::CongestionControl ? card : nullptr;
}

SettingMeaning meaningOf(const Card& engine, const std::string& name, const std::string& value, const ValueMap& current)
{
    const std::string last = name.substr(name.rfind('.') + 1);
    if (name.starts_with("tcplab."))
        return ownSetting(engine, name, last, value);
    if (auto meaning = composite(engine, name, value, current))
        return std::move(*meaning);
    const auto* known = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& entry) { return entry.setting == name; });
    if (known == std::end(kKnown))
        known = nullptr;
    const ParameterSpec* spec = parameterNamed(engine, known && !known->parameter.empty() ? known->parameter : std::string_view(last));
    if (!spec)
        return isHarmless(known, value) ? SettingMeaning{} : unsupported(name, value);
    const auto converted = valueFor(*spec, value, known ? known->unit : "s");
    if (!converted)
        return unsupported(name, value);
    return {{{spec->name, *converted}}, {}};
}

}  // namespace tcplab::script_run
