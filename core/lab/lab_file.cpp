#include "lab/lab_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/words.h"
#include "lab/routes.h"

namespace tcplab {
namespace {

constexpr std::size_t kMostHosts = 1000;
constexpr std::size_t kMostLinks = 10'000;
constexpr std::size_t kMostEdits = 10'000;
constexpr std::size_t kMostRoutes = 10'000;
constexpr std::size_t kLongestHostName = 64;
constexpr std::string_view kParagraphEnd = "\n\n";

const std::vector<std::string> kActions{"lose"};
const std::vector<std::string> kHappenings{"exit", "kill", "crash", "reboot", "cut", "return"};  // as LabEvent::What
const std::vector<std::string> kShows{"timeline", "graphs", "queue"};
const std::vector<std::string> kLayers{"ip", "ethernet"};
const std::vector<std::string> kMessages{"arp-request", "arp-reply", "neighbour-solicitation",
                                         "neighbour-advertisement"};  // as LinkMessage::Kind
const std::vector<std::string> kSpreads{"flow", "packet"};

// --- Reading ---

// Labs of older versions are brought to the present one here, before anything else is read. Version 1 is the first.
Result<Value> upgraded(Value root)
{
    JsonFindings findings;
    JsonObject object(root, "", findings);
    object.require("tcplab");
    const std::int64_t version = object.integer("tcplab", 0, 0, INT64_MAX);
    if (version > Lab::kVersion)
        findings.fail(
            "/tcplab",
            {QT_TRANSLATE_NOOP("Sentence",
                               "This lab has the file version {0}, but this program reads versions up to {1}: a newer program is needed."),
             version, Lab::kVersion});
    if (version < 1)
        findings.fail("/tcplab", QT_TRANSLATE_NOOP("Sentence", "There is no file version 0: write \"tcplab\": 1."));
    if (findings.error)
        return tl::unexpected(*findings.error);
    return root;
}

Sentence hostNameProblem(const std::string& name)
{
    if (name.size() > kLongestHostName)
        return {QT_TRANSLATE_NOOP("Sentence", "A host's name has at most {0} octets."), kLongestHostName};
    // "server:80" and "client>server" must stay readable.
    const auto forbidden = [](char c) { return c == ':' || c == '>' || static_cast<unsigned char>(c) <= ' '; };
    if (std::any_of(name.begin(), name.end(), forbidden))
        return QT_TRANSLATE_NOOP("Sentence", "A host's name holds no spaces, no \":\" and no \">\".");
    return {};
}

bool isUnicast(Ipv4Address address)
{
    const std::uint32_t first = address.value >> 24;
    return first != 0 && first < 224;
}

// RFC 4291 §2.4: neither "::" nor the loopback address nor multicast, and none that is IPv4 in disguise.
bool isUnicast(const Ipv6Address& address)
{
    const IpAddress either(address);
    return !either.isV4() && address.octets[0] != 0xff && (either.high() != 0 || either.low() > 1);
}

class LabReader {
public:
    Lab read(const Value& root)
    {
        JsonObject object(root, "", findings_);
        Lab lab;
        object.integer("tcplab", Lab::kVersion, 1, Lab::kVersion);
        lab.id = object.text("id", {});
        lab.title = object.localized("title");
        lab.story = story(object);
        lab.seed = static_cast<std::uint64_t>(object.integer("seed", 1, 0, INT64_MAX));
        lab.duration = duration(object);
        each(object, "hosts", kMostHosts, [&](JsonObject& host) { lab.hosts.push_back(readHost(host)); });
        each(object, "links", kMostLinks, [&](JsonObject& link) { lab.links.push_back(readLink(link)); });
        if (const auto routes = checkRoutes(lab); !routes)
            findings_.fail(routes.error().path, routes.error().sentence);
        each(object, "events", kMostEdits, [&](JsonObject& event) { lab.events.push_back(readEvent(event, lab.links.size())); });
        each(object, "edits", kMostEdits, [&](JsonObject& edit) { lab.edits.push_back(readEdit(edit)); });
        each(object, "checks", kMostEdits, [&](JsonObject& check) { lab.checks.push_back(readCheck(check)); });
        lab.view = view(object);
        object.warnOfRest();
        return lab;
    }

    JsonFindings& findings() { return findings_; }

private:
    template <class Reader>
    void each(JsonObject& object, const std::string& key, std::size_t most, Reader reader)
    {
        const ValueList& list = object.list(key);
        if (list.size() > most)
            return findings_.fail(
                object.pathOf(key),
                {QT_TRANSLATE_NOOP("Sentence", "These are {0} {1}, more than the {2} that a lab may have."), list.size(), key, most});
        for (std::size_t i = 0; i < list.size(); ++i) {
            JsonObject item(list[i], jsonPointer(object.pathOf(key), i), findings_);
            reader(item);
            item.warnOfRest();
        }
    }

    // A text, or a list of paragraphs.
    std::string paragraphs(JsonObject& languages, const std::string& key)
    {
        const Value* value = languages.find(key);
        const auto* list = value ? std::get_if<ValueList>(&value->is) : nullptr;
        if (!list)
            return languages.text(key, {});
        std::string text;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* paragraph = std::get_if<std::string>(&(*list)[i].is);
            if (!paragraph) {
                findings_.fail(jsonPointer(languages.pathOf(key), i), QT_TRANSLATE_NOOP("Sentence", "Each paragraph must be a text."));
                return {};
            }
            text += i == 0 ? "" : kParagraphEnd;
            text += *paragraph;
        }
        return text;
    }

    LocalizedText story(JsonObject& object)
    {
        const Value* value = object.find("story");
        if (!value)
            return {};
        JsonObject languages(*value, object.pathOf("story"), findings_);
        LocalizedText text{paragraphs(languages, "en"), paragraphs(languages, "zh")};
        languages.warnOfRest();
        return text;
    }

    Duration duration(JsonObject& object)
    {
        object.require("duration");
        const Duration duration = object.duration("duration").value_or(1s);
        if (duration <= 0s || duration > Lab::kLongestRun)
            findings_.fail("/duration", {QT_TRANSLATE_NOOP("Sentence", "The duration is {0}, but must be above 0 and at most {1}."),
                                         formatDuration(duration), formatDuration(Lab::kLongestRun)});
        return duration;
    }

    PluginUse readPlugin(JsonObject& use)
    {
        PluginUse plugin;
        plugin.plugin = use.requiredText("plugin");
        if (const Value* parameters = use.find("parameters")) {
            JsonObject members(*parameters, use.pathOf("parameters"), findings_);
            plugin.parameters = members.rest();
        }
        return plugin;
    }

    std::vector<PluginUse> plugins(JsonObject& object, const std::string& key)
    {
        std::vector<PluginUse> plugins;
        constexpr std::size_t kMostPlugins = 1000;
        each(object, key, kMostPlugins, [&](JsonObject& use) { plugins.push_back(readPlugin(use)); });
        return plugins;
    }

    std::map<std::string, ValueMap> congestionControls(JsonObject& host)
    {
        std::map<std::string, ValueMap> controls;
        const Value* value = host.find("congestionControls");
        if (!value)
            return controls;
        const JsonObject ids(*value, host.pathOf("congestionControls"), findings_);
        for (const auto& [id, parameters] : ids.rest())
            controls[id] = JsonObject(parameters, ids.pathOf(id), findings_).rest();
        return controls;
    }

    Ipv4Address readAddress(JsonObject& host)
    {
        const std::string text = host.requiredText("address");
        const std::optional<Ipv4Address> address = parseIpv4(text);
        if (!address)
            findings_.fail(host.pathOf("address"),
                           {QT_TRANSLATE_NOOP(
                                "Sentence", "\"{0}\" is not an IPv4 address: write four numbers of 0 to 255 with dots, such as 10.0.0.1."),
                            text});
        else if (!isUnicast(*address))
            findings_.fail(
                host.pathOf("address"),
                {QT_TRANSLATE_NOOP("Sentence", "{0} is not the address of one host: those lie between 1.0.0.0 and 223.255.255.255."),
                 text});
        return address.value_or(Ipv4Address{});
    }

    std::optional<Ipv6Address> readAddress6(JsonObject& host)
    {
        if (!host.find("address6"))
            return std::nullopt;
        const std::string text = host.requiredText("address6");
        const std::optional<Ipv6Address> address = parseIpv6(text);
        if (!address || !isUnicast(*address))
            findings_.fail(host.pathOf("address6"),
                           {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" is not the IPv6 address of one host, such as 2001:db8::1."), text});
        return address;
    }

    void own(const IpAddress& address, const LabHost& host, const std::string& path)
    {
        const auto [owner, isNew] = owners_.emplace(address, host.name);
        if (!isNew)
            findings_.fail(path,
                           {QT_TRANSLATE_NOOP("Sentence", "The address {0} belongs to \"{1}\" already."), format(address), owner->second});
    }

    IpPrefix readPrefix(JsonObject& route)
    {
        const std::string text = route.requiredText("to");
        const std::optional<IpPrefix> prefix = parseIpPrefix(text);
        if (!prefix)
            findings_.fail(route.pathOf("to"),
                           {QT_TRANSLATE_NOOP("Sentence",
                                              "\"{0}\" is no prefix: write an address and its length, such as 10.0.2.0/24 or "
                                              "2001:db8:2::/64."),
                            text});
        return prefix.value_or(IpPrefix{});
    }

    // One name, or a list of them.
    std::vector<std::string> readVia(JsonObject& route)
    {
        const Value* value = route.find("via");
        const auto* list = value ? std::get_if<ValueList>(&value->is) : nullptr;
        if (!list)
            return {route.requiredText("via")};
        std::vector<std::string> names;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const auto* name = std::get_if<std::string>(&(*list)[i].is);
            if (!name)
                findings_.fail(jsonPointer(route.pathOf("via"), i), QT_TRANSLATE_NOOP("Sentence", "Each neighbour must be a host's name."));
            names.push_back(name ? *name : std::string());
        }
        return names;
    }

    LabRoute readRoute(JsonObject& object)
    {
        LabRoute route;
        route.to = readPrefix(object);
        route.via = readVia(object);
        const std::string spread = object.text("spread", kSpreads.front());
        if (std::find(kSpreads.begin(), kSpreads.end(), spread) == kSpreads.end())
            findings_.fail(object.pathOf("spread"),
                           {QT_TRANSLATE_NOOP("Sentence", "The load cannot be spread by \"{0}\". {1}"), spread, hint(spread, kSpreads)});
        route.spread = spread == "packet" ? LabRoute::Spread::Packet : LabRoute::Spread::Flow;
        return route;
    }

    LabHost readHost(JsonObject& object)
    {
        LabHost host;
        host.name = object.requiredText("name");
        if (const Sentence problem = hostNameProblem(host.name); !problem.empty())
            findings_.fail(object.pathOf("name"), problem);
        if (std::find(hostNames_.begin(), hostNames_.end(), host.name) != hostNames_.end())
            findings_.fail(object.pathOf("name"), {QT_TRANSLATE_NOOP("Sentence", "There are two hosts with the name \"{0}\"."), host.name});
        hostNames_.push_back(host.name);

        host.address = readAddress(object);
        own(host.address, host, object.pathOf("address"));
        host.address6 = readAddress6(object);
        if (host.address6)
            own(*host.address6, host, object.pathOf("address6"));

        // RFC 791 asks every module to forward 68 octets; the total length ends at 65,535.
        host.mtu = object.integer("mtu", 1500, 68, 65535);
        if (const Value* engine = object.require("engine")) {
            JsonObject use(*engine, object.pathOf("engine"), findings_);
            host.engine = readPlugin(use);
            use.warnOfRest();
        }
        host.congestionControls = congestionControls(object);
        each(object, "routes", kMostRoutes, [&](JsonObject& route) { host.routes.push_back(readRoute(route)); });
        host.apps = plugins(object, "apps");
        return host;
    }

    std::string hostName(JsonObject& object, const std::string& key)
    {
        std::string name = object.requiredText(key);
        if (std::find(hostNames_.begin(), hostNames_.end(), name) == hostNames_.end())
            findings_.fail(object.pathOf(key),
                           {QT_TRANSLATE_NOOP("Sentence", "There is no host \"{0}\". {1}"), name, hint(name, hostNames_)});
        return name;
    }

    // Which of the words stands there; the first when nothing does.
    std::size_t oneOf(JsonObject& object, const std::string& key, const std::vector<std::string>& words)
    {
        const std::string text = object.text(key, words.front());
        const auto found = std::find(words.begin(), words.end(), text);
        if (found != words.end())
            return static_cast<std::size_t>(found - words.begin());
        findings_.fail(object.pathOf(key), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" must be one of {1}."), key, listed(words)});
        return 0;
    }

    LabLink readLink(JsonObject& object)
    {
        LabLink link;
        link.from = hostName(object, "from");
        link.to = hostName(object, "to");
        if (link.from == link.to)
            findings_.fail(object.pathOf("to"), {QT_TRANSLATE_NOOP("Sentence", "The link joins \"{0}\" with itself."), link.from});
        if (!linked_.emplace(std::min(link.from, link.to), std::max(link.from, link.to)).second)
            findings_.fail(object.path(), {QT_TRANSLATE_NOOP("Sentence", "\"{0}\" and \"{1}\" are linked already."), link.from, link.to});
        link.layer = static_cast<LabLink::Layer>(oneOf(object, "layer", kLayers));
        link.forward = plugins(object, "forward");
        link.backward = plugins(object, "backward");
        return link;
    }

    LabEvent::What readWhat(JsonObject& object)
    {
        const std::string text = object.requiredText("do");
        const auto found = std::find(kHappenings.begin(), kHappenings.end(), text);
        if (found == kHappenings.end()) {
            findings_.fail(object.pathOf("do"),
                           {QT_TRANSLATE_NOOP("Sentence", "There is no event \"{0}\". {1}"), text, hint(text, kHappenings)});
            return {};
        }
        return static_cast<LabEvent::What>(found - kHappenings.begin());
    }

    LabEvent readEvent(JsonObject& object, std::size_t links)
    {
        LabEvent event;
        object.require("at");
        event.at = object.duration("at").value_or(0s);
        if (event.at < 0s || event.at > Lab::kLongestRun)
            findings_.fail(object.pathOf("at"), {QT_TRANSLATE_NOOP("Sentence", "\"at\" is {0}, but must be between 0 and {1}."),
                                                 formatDuration(event.at), formatDuration(Lab::kLongestRun)});
        event.what = readWhat(object);
        if (!event.isOfLink()) {
            event.host = hostName(object, "host");
            return event;
        }
        object.require("link");
        if (links == 0)
            findings_.fail(object.pathOf("link"), QT_TRANSLATE_NOOP("Sentence", "This lab has no links."));
        else
            event.link = static_cast<std::size_t>(object.integer("link", 0, 0, static_cast<std::int64_t>(links) - 1));
        return event;
    }

    template <class Number>
    std::optional<Number> number(JsonObject& object, const std::string& key)
    {
        if (!object.find(key))
            return std::nullopt;
        return static_cast<Number>(object.integer(key, 0, 0, std::numeric_limits<Number>::max()));
    }

    std::optional<wire::TcpFlags> flags(JsonObject& object)
    {
        if (!object.find("flags"))
            return std::nullopt;
        const std::string text = object.text("flags", "none");
        const std::optional<wire::TcpFlags> flags = wire::parseTcpFlags(text);
        if (!flags)
            findings_.fail(object.pathOf("flags"),
                           {QT_TRANSLATE_NOOP("Sentence",
                                              "\"{0}\" names no control bits: write some of FIN, SYN, RST, PSH, ACK, URG, "
                                              "ECE, CWR with commas, such as \"SYN,ACK\", or \"none\"."),
                            text});
        return flags;
    }

    LabEdit readEdit(JsonObject& object)
    {
        LabEdit edit;
        if (const std::string action = object.requiredText("action"); action != kActions.front())
            findings_.fail(object.pathOf("action"),
                           {QT_TRANSLATE_NOOP("Sentence", "There is no action \"{0}\". {1}"), action, hint(action, kActions)});
        if (const Value* segment = object.require("segment")) {
            JsonObject pattern(*segment, object.pathOf("segment"), findings_);
            edit.segment.from = hostName(pattern, "from");
            edit.segment.to = hostName(pattern, "to");
            if (pattern.find("message"))
                edit.segment.message = static_cast<wire::LinkMessage::Kind>(oneOf(pattern, "message", kMessages));
            edit.segment.fromPort = number<std::uint16_t>(pattern, "fromPort");
            edit.segment.toPort = number<std::uint16_t>(pattern, "toPort");
            edit.segment.flags = flags(pattern);
            edit.segment.seq = number<std::uint32_t>(pattern, "seq");
            edit.segment.ack = number<std::uint32_t>(pattern, "ack");
            edit.segment.length = number<std::uint32_t>(pattern, "length");
            edit.segment.nth = pattern.integer("nth", 1, 0, INT64_MAX);
            pattern.warnOfRest();
        }
        edit.enabled = object.boolean("enabled", true);
        return edit;
    }

    LabCheck readCheck(JsonObject& object)
    {
        LabCheck check;
        check.kind = object.requiredText("kind");
        check.title = object.localized("title");
        check.arguments = object.rest();
        for (const auto& [key, value] : check.arguments)
            object.find(key);
        return check;
    }

    LabView view(JsonObject& object)
    {
        LabView view;
        const Value* value = object.find("view");
        if (!value)
            return view;
        JsonObject members(*value, object.pathOf("view"), findings_);
        view.show = members.text("show", view.show);
        if (std::find(kShows.begin(), kShows.end(), view.show) == kShows.end())
            findings_.fail(members.pathOf("show"),
                           {QT_TRANSLATE_NOOP("Sentence", "There is no view \"{0}\". {1}"), view.show, hint(view.show, kShows)});
        view.until = members.duration("until");
        if (view.until && *view.until <= 0s)
            findings_.fail(members.pathOf("until"), QT_TRANSLATE_NOOP("Sentence", "\"until\" must be above 0."));
        members.warnOfRest();
        return view;
    }

    JsonFindings findings_;
    std::vector<std::string> hostNames_;
    std::map<IpAddress, std::string> owners_;
    std::set<std::pair<std::string, std::string>> linked_;
};

// --- Writing ---

using Document = nlohmann::ordered_json;

Document document(const Value& value)
{
    return std::visit(
        [](const auto& is) -> Document {
            using Is = std::decay_t<decltype(is)>;
            if constexpr (std::is_same_v<Is, ValueList>) {
                Document list = Document::array();
                for (const Value& item : is)
                    list.push_back(document(item));
                return list;
            } else if constexpr (std::is_same_v<Is, ValueMap>) {
                Document object = Document::object();
                for (const auto& [key, member] : is)
                    object[key] = document(member);
                return object;
            } else {
                return Document(is);
            }
        },
        value.is);
}

Document document(const LocalizedText& text)
{
    Document object = Document::object();
    if (!text.en.empty())
        object["en"] = text.en;
    if (!text.zh.empty())
        object["zh"] = text.zh;
    return object;
}

// A paragraph a line, so that a difference shows the paragraph that changed.
Document paragraphs(const std::string& text)
{
    if (text.find(kParagraphEnd) == std::string::npos)
        return text;
    Document list = Document::array();
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + kParagraphEnd.size()) {
        end = text.find(kParagraphEnd, begin);
        list.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
    }
    return list;
}

Document storyDocument(const LocalizedText& story)
{
    Document object = Document::object();
    if (!story.en.empty())
        object["en"] = paragraphs(story.en);
    if (!story.zh.empty())
        object["zh"] = paragraphs(story.zh);
    return object;
}

Document document(const PluginUse& use)
{
    Document object{{"plugin", use.plugin}};
    if (!use.parameters.empty())
        object["parameters"] = document(Value{use.parameters});
    return object;
}

Document document(const LabRoute& route);
Document document(const LabHost& host);
Document document(const LabLink& link);
Document document(const LabEvent& event);
Document document(const LabEdit& edit);
Document document(const LabCheck& check);

template <class Item>
void addList(Document& object, const char* key, const std::vector<Item>& items)
{
    if (items.empty())
        return;
    Document list = Document::array();
    for (const Item& item : items)
        list.push_back(document(item));
    object[key] = std::move(list);
}

Document document(const LabRoute& route)
{
    Document object{{"to", format(route.to)}};
    if (route.via.size() == 1)
        object["via"] = route.via.front();
    else
        object["via"] = route.via;
    if (route.spread != LabRoute{}.spread)
        object["spread"] = kSpreads[static_cast<std::size_t>(route.spread)];
    return object;
}

Document document(const LabHost& host)
{
    Document object{{"name", host.name}, {"address", format(host.address)}};
    if (host.address6)
        object["address6"] = format(*host.address6);
    if (host.mtu != LabHost{}.mtu)
        object["mtu"] = host.mtu;
    object["engine"] = document(host.engine);
    for (const auto& [id, parameters] : host.congestionControls)
        object["congestionControls"][id] = document(Value{parameters});
    addList(object, "routes", host.routes);
    addList(object, "apps", host.apps);
    return object;
}

Document document(const LabLink& link)
{
    Document object{{"from", link.from}, {"to", link.to}};
    if (link.layer != LabLink{}.layer)
        object["layer"] = kLayers[static_cast<std::size_t>(link.layer)];
    addList(object, "forward", link.forward);
    addList(object, "backward", link.backward);
    return object;
}

Document document(const SegmentPattern& pattern)
{
    Document object{{"from", pattern.from}, {"to", pattern.to}};
    if (pattern.message)
        object["message"] = kMessages[static_cast<std::size_t>(*pattern.message)];
    const auto add = [&](const char* key, const auto& number) {
        if (number)
            object[key] = *number;
    };
    add("fromPort", pattern.fromPort);
    add("toPort", pattern.toPort);
    if (pattern.flags)
        object["flags"] = wire::format(*pattern.flags);
    add("seq", pattern.seq);
    add("ack", pattern.ack);
    add("length", pattern.length);
    if (pattern.nth != SegmentPattern{}.nth)
        object["nth"] = pattern.nth;
    return object;
}

Document document(const LabEvent& event)
{
    Document object{{"at", formatDuration(event.at)}, {"do", kHappenings[static_cast<std::size_t>(event.what)]}};
    if (event.isOfLink())
        object["link"] = event.link;
    else
        object["host"] = event.host;
    return object;
}

Document document(const LabEdit& edit)
{
    Document object{{"action", kActions[static_cast<std::size_t>(edit.action)]}, {"segment", document(edit.segment)}};
    if (!edit.enabled)
        object["enabled"] = false;
    return object;
}

Document document(const LabCheck& check)
{
    Document object{{"kind", check.kind}};
    if (check.title != LocalizedText{})
        object["title"] = document(check.title);
    for (const auto& [key, value] : check.arguments)
        object[key] = document(value);
    return object;
}

Document document(const LabView& view)
{
    Document object = Document::object();
    if (view.show != LabView{}.show)
        object["show"] = view.show;
    if (view.until)
        object["until"] = formatDuration(*view.until);
    return object;
}

Document document(const Lab& lab)
{
    Document object{{"tcplab", Lab::kVersion}};
    if (!lab.id.empty())
        object["id"] = lab.id;
    if (lab.title != LocalizedText{})
        object["title"] = document(lab.title);
    if (lab.story != LocalizedText{})
        object["story"] = storyDocument(lab.story);
    if (lab.seed != Lab{}.seed)
        object["seed"] = lab.seed;
    object["duration"] = formatDuration(lab.duration);
    addList(object, "hosts", lab.hosts);
    addList(object, "links", lab.links);
    addList(object, "events", lab.events);
    addList(object, "edits", lab.edits);
    addList(object, "checks", lab.checks);
    if (lab.view != LabView{})
        object["view"] = document(lab.view);
    return object;
}

Value valueOf(const Document& json)
{
    if (json.is_boolean())
        return {json.get<bool>()};
    if (json.is_number_integer())
        return {json.get<std::int64_t>()};
    if (json.is_number())
        return {json.get<double>()};
    if (json.is_string())
        return {json.get<std::string>()};
    if (json.is_array()) {
        ValueList list;
        for (const Document& item : json)
            list.push_back(valueOf(item));
        return {std::move(list)};
    }
    ValueMap object;
    for (auto member = json.begin(); member != json.end(); ++member)
        object.emplace(member.key(), valueOf(*member));
    return {std::move(object)};
}

// Prints what fits into kWidth columns on one line and breaks up the rest.
class Printer {
public:
    std::string print(const Document& root)
    {
        broken(root, 0);
        return std::move(text_) + '\n';
    }

private:
    static constexpr std::size_t kWidth = 110;
    static constexpr std::size_t kIndent = 2;

    static std::string scalar(const Document& value) { return value.dump(-1, ' ', false, Document::error_handler_t::replace); }

    // Nothing when it is longer than `room`.
    static std::optional<std::string> oneLine(const Document& value, std::size_t room)
    {
        if (!value.is_structured())
            return scalar(value);
        std::string line(1, value.is_array() ? '[' : '{');
        bool first = true;
        for (auto it = value.begin(); it != value.end(); ++it) {
            line += first ? "" : ", ";
            first = false;
            if (value.is_object())
                line += scalar(it.key()) + ": ";
            const auto member = oneLine(*it, room);
            if (!member || line.size() + member->size() > room)
                return std::nullopt;
            line += *member;
        }
        line += value.is_array() ? ']' : '}';
        return line.size() <= room ? std::optional(line) : std::nullopt;
    }

    void any(const Document& value, std::size_t depth)
    {
        const std::size_t lineBegin = text_.rfind('\n') + 1;
        const std::size_t used = text_.size() - lineBegin;
        if (const auto line = oneLine(value, used < kWidth ? kWidth - used : 0))
            text_ += *line;
        else
            broken(value, depth);
    }

    void broken(const Document& value, std::size_t depth)
    {
        text_ += value.is_array() ? '[' : '{';
        bool first = true;
        for (auto it = value.begin(); it != value.end(); ++it) {
            text_ += first ? "\n" : ",\n";
            first = false;
            text_.append((depth + 1) * kIndent, ' ');
            if (value.is_object())
                text_ += scalar(it.key()) + ": ";
            any(*it, depth + 1);
        }
        text_ += '\n';
        text_.append(depth * kIndent, ' ');
        text_ += value.is_array() ? ']' : '}';
    }

    std::string text_;
};

}  // namespace

Result<LabFile> parseLab(std::string_view json, const std::string& file)
{
    Result<JsonText> text = parseJson(json);
    if (!text) {
        text.error().file = file;
        return tl::unexpected(text.error());
    }
    Result<LabFile> result = readLabValue(std::move(text->root));
    if (!result)
        return tl::unexpected(located(result.error(), file, text->places));
    result->places = std::move(text->places);
    for (Problem& warning : result->warnings)
        warning = located(std::move(warning), file, result->places);
    return result;
}

Result<LabFile> readLabValue(Value root)
{
    const Result<Value> present = upgraded(std::move(root));
    if (!present)
        return tl::unexpected(present.error());
    LabReader reader;
    LabFile result{reader.read(*present), {}, {}};
    if (reader.findings().error)
        return tl::unexpected(*reader.findings().error);
    result.warnings = std::move(reader.findings().warnings);
    return result;
}

Value labValue(const Lab& lab) { return valueOf(document(lab)); }

std::string writeValue(const Value& value) { return Printer().print(document(value)); }

Result<LabFile> readLab(const std::string& path)
{
    errno = 0;
    std::ifstream stream(path, std::ios::binary);
    std::string text;
    std::array<char, 1 << 16> buffer;
    // A little more than parseJson takes is enough for it to refuse the text.
    while (stream && text.size() <= kLargestJson) {
        stream.read(buffer.data(), buffer.size());
        text.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
    }
    if (!stream.eof() && text.size() <= kLargestJson)
        return tl::unexpected(
            problemIn(path, {QT_TRANSLATE_NOOP("Sentence", "The file cannot be read: {0}."), std::string(std::strerror(errno))}));
    return parseLab(text, path);
}

std::string writeLab(const Lab& lab) { return Printer().print(document(lab)); }

Problem located(Problem problem, const std::string& file, const PlaceMap& places)
{
    problem.file = file;
    locate(problem, places);
    return problem;
}

}  // namespace tcplab
