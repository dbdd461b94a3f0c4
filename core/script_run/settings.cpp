#include "script_run/settings.h"

#include <algorithm>
#include <optional>
#include <sstream>

namespace tcplab::script_run {
namespace {

// What the kernels' settings are called in the engine, and the value that changes nothing when the engine has no such
// parameter, because it behaves like that anyhow. "*": no value changes anything that a script could see.
struct Known {
    std::string_view setting;
    std::string_view parameter;
    std::string_view harmless;
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
    {"net.ipv4.tcp_syncookies", "", "1"},
    {"tcp_cubic.hystart_detect", "", "3"},
    // FreeBSD
    {"net.inet.tcp.rfc1323", "", "1"},
    {"net.inet.tcp.blackhole", "", "0"},
    {"net.inet.tcp.sack.enable", "tcp_sack", "1"},
    {"net.inet.tcp.ecn.enable", "tcp_ecn", "0 2"},
    {"net.inet.tcp.ecn.maxretries", "", "1"},
    {"kern.ipc.maxsockbuf", "", "*"},
    {"net.inet.tcp.recvspace", "receiveBuffer", "65536"},
    {"net.inet.tcp.sendspace", "sendBuffer", "32768"},
    {"net.inet.tcp.hostcache.purgenow", "", "*"},
    {"net.inet.tcp.insecure_rst", "", "0"},
    {"net.inet.tcp.insecure_syn", "", "0"},
    {"net.inet.tcp.fastopen.client_enable", "", ""},
    {"net.inet.tcp.rexmit_drop_options", "", "0"},
    {"net.inet.tcp.rexmit_slop", "", "200"},
    {"net.inet.tcp.rexmit_initial", "", "1000"},
    {"net.inet.tcp.udp_tunneling_port", "", "0"},
    {"net.inet.tcp.udp_tunneling_overhead", "", "*"},
    {"net.inet.tcp.syncookies_only", "", "0"},
    {"net.inet.tcp.syncookies", "tcp_syncookies", "1"},
    {"net.inet.tcp.drop_synfin", "", "0"},
    {"net.inet.tcp.keepinit", "", "75000"},
    {"net.inet.tcp.keepintvl", "", "75000"},
    {"net.inet.tcp.keepidle", "", "7200000"},
    {"net.inet.tcp.keepcnt", "tcp_keepalive_probes", "8"},
    {"net.inet.tcp.delacktime", "", "40"},
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
std::optional<Value> valueFor(const ParameterSpec& spec, const std::string& text)
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
    // The kernels count these in seconds, but for a few whose names say so.
    case ParameterType::Duration: return Value{std::to_string(*value) + " s"};
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

// "4096 540000 15728640": the least, the default and the largest buffer.
SettingMeaning buffer(const Card& card, const std::string& name, std::string_view parameter, const std::string& value)
{
    const auto parts = words(value);
    const ParameterSpec* spec = parameterNamed(card, parameter);
    if (parts.size() != 3 || !spec)
        return unsupported(name, value);
    SettingMeaning meaning;
    if (spec->type == ParameterType::Text)
        meaning.parameters[spec->name] = Value{value};
    else if (const auto converted = valueFor(*spec, parts[1]))
        meaning.parameters[spec->name] = *converted;
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

SettingMeaning meaningOf(const Card& engine, const std::string& name, const std::string& value)
{
    const std::string last = name.substr(name.rfind('.') + 1);
    if (name.starts_with("tcplab."))
        return ownSetting(engine, name, last, value);
    if (last == "tcp_rmem" || last == "tcp_wmem") {
        if (parameterNamed(engine, last))
            return buffer(engine, name, last, value);
        return buffer(engine, name, last == "tcp_rmem" ? "receiveBuffer" : "sendBuffer", value);
    }
    const auto* known = std::find_if(std::begin(kKnown), std::end(kKnown), [&](const Known& entry) { return entry.setting == name; });
    if (known == std::end(kKnown))
        known = nullptr;
    const ParameterSpec* spec = parameterNamed(engine, known && !known->parameter.empty() ? known->parameter : std::string_view(last));
    if (!spec)
        return isHarmless(known, value) ? SettingMeaning{} : unsupported(name, value);
    const auto converted = valueFor(*spec, value);
    if (!converted)
        return unsupported(name, value);
    SettingMeaning meaning;
    meaning.parameters[spec->name] = *converted;
    return meaning;
}

}  // namespace tcplab::script_run
