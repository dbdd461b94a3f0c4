#include "engine_scripted/scripted_engine.h"

#include <algorithm>

#include <fmt/format.h>

#include "card.h"
#include "engine_scripted/plugin.h"
#include "packetdrill/parser.h"

namespace tcplab::engine_scripted {

using namespace packetdrill;

namespace {
// For an outbound packet, beyond the time at which it is expected; one without a time is waited for without end.
constexpr Duration kPatience = 2s;
constexpr std::uint16_t kPortOfCaller = 40001;

// Whoever speaks first has called the other one.
Conversation firstConversation(const Script& script, const Config& config)
{
    for (const packetdrill::Event& event : script.events)
        if (const auto* packet = std::get_if<Packet>(&event.what))
            return packet->outbound() ? Conversation({config.local, 0}, {config.remote, config.connectPort})
                                      : Conversation({config.local, config.bindPort}, {config.remote, kPortOfCaller});
    return Conversation({config.local, 0}, {config.remote, config.connectPort});
}

}  // namespace

void contribute(Catalogue& catalogue)
{
    catalogue.add(parseCard(kCard).value(),
                  EngineFactory([](const EngineSetup& setup) { return std::make_unique<ScriptedEngine>(setup); }));
}

ScriptedEngine::ScriptedEngine(const EngineSetup& setup) : host_(setup.host), recorder_(setup.recorder)
{
    auto script = parseScript(setup.parameters.text("script"), "script");
    const auto config = script ? configOf(*script) : tl::unexpected(script.error());
    if (!config) {
        recorder_.record(kStart, {host_}, {Rule::ScriptDiffers}, Note{recorder_.text(describe(config.error()))});
        return;
    }
    script_ = std::move(*script);
    config_ = *config;
    conversations_.push_back(std::make_unique<Conversation>(firstConversation(script_, config_)));
    begin(kStart);
}

const Packet* ScriptedEngine::outbound(const packetdrill::Event& event)
{
    const auto* packet = std::get_if<Packet>(&event.what);
    return packet && packet->outbound() ? packet : nullptr;
}

void ScriptedEngine::begin(Instant base)
{
    base_ = base;
    if (const auto* event = current())
        expectation_ = expectationOf(event->time, base_, last_, config_);
}

Instant ScriptedEngine::giveUpAt() const { return expectation_.any ? kNever : std::max(expectation_.until, base_) + kPatience; }

Instant ScriptedEngine::nextWake() const
{
    const auto* event = current();
    if (!event)
        return kNever;
    return outbound(*event) ? giveUpAt() : std::max(expectation_.from, base_);
}

std::optional<OutgoingPacket> ScriptedEngine::nextPacket(Instant)
{
    if (outbox_.empty())
        return std::nullopt;
    OutgoingPacket packet = std::move(outbox_.front());
    outbox_.pop_front();
    return packet;
}

void ScriptedEngine::packetArrived(Instant now, PacketBuffer datagram, EventId arrived, wire::Checksums)
{
    lastArrived_ = arrived;
    if (auto parsed = parseDatagram(std::as_const(datagram))) {
        Conversation* unnamed = conversations_.empty() ? nullptr : conversations_.front().get();
        if (unnamed && unnamed->local().port == 0 && parsed->isTcp() && parsed->destinationPort == unnamed->remote().port)
            unnamed->setLocalPort(parsed->sourcePort);
        ear_.hear({now, arrived, std::move(*parsed)});
    }
    goOn(now);
}

void ScriptedEngine::goOn(Instant now)
{
    while (const auto* event = current()) {
        if (!play(now, *event))
            return;
        last_ = expectation_.any ? now : expectation_.from;
        ++next_;
        begin(now);
        if (!current())
            recorder_.record(now, {host_}, {Rule::ScriptEnds, lastArrived_}, Note{recorder_.text("script")});
    }
}

bool ScriptedEngine::play(Instant now, const packetdrill::Event& event)
{
    if (const Packet* expected = outbound(event))
        return hear(now, event, *expected);
    if (now < expectation_.from)
        return false;
    if (const auto* packet = std::get_if<Packet>(&event.what))
        inject(now, event, *packet);
    return true;
}

Conversation& ScriptedEngine::conversationOf(const Packet& packet)
{
    if (!packet.ports)
        return *conversations_.front();
    const Ports fromPeer = packet.outbound() ? Ports{packet.ports->to, packet.ports->from} : *packet.ports;
    for (const auto& conversation : conversations_)
        if (conversation->local().port == fromPeer.to && conversation->remote().port == fromPeer.from)
            return *conversation;
    conversations_.push_back(std::make_unique<Conversation>(Endpoint{config_.local, fromPeer.to}, Endpoint{config_.remote, fromPeer.from}));
    return *conversations_.back();
}

void ScriptedEngine::inject(Instant now, const packetdrill::Event& event, const Packet& packet)
{
    Conversation& conversation = conversationOf(packet);
    auto datagram = conversation.inbound(packet, {});
    if (!datagram)
        return stop(now, event, datagram.error().sentence.english());
    const EventId sent = recorder_.packetSent(now, {host_}, {Rule::ScriptSends, lastArrived_}, *datagram);
    outbox_.push_back({*datagram, sent});
}

bool ScriptedEngine::hear(Instant now, const packetdrill::Event& event, const Packet& packet)
{
    Conversation& conversation = conversationOf(packet);
    const auto caught = ear_.listen(conversation, packet, config_.strictSegments);
    const bool late = now >= giveUpAt();
    if (!caught && late)
        stop(now, event, "nothing has arrived");
    if (!caught || (!caught->complete && !late))
        return false;
    ear_.take(*caught);
    const Judgement judgement{false, config_.scaledEcho, config_.timestampTick, toleranceOf(config_, now - kStart)};
    const auto differences = conversation.judge(packet, caught->heard.datagram, judgement);
    if (!differences.empty())
        stop(
            now, event,
            fmt::format("{}; its {} is {}, not {}", writePacket(conversation.written(caught->heard.datagram)),
                        differences.front().field.english(), differences.front().actual.english(), differences.front().expected.english()));
    else if (!expectation_.admits(caught->heard.at))
        stop(now, event, expectation_.complaint(caught->heard.at).english());
    return current() != nullptr;
}

void ScriptedEngine::stop(Instant now, const packetdrill::Event& event, const std::string& why)
{
    const std::string text = fmt::format("line {}: {}: {}", event.place.line, writeEvent(event), why);
    next_ = script_.events.size();
    recorder_.record(now, {host_}, {Rule::ScriptDiffers, lastArrived_}, Note{recorder_.text(text)});
}

}  // namespace tcplab::engine_scripted
