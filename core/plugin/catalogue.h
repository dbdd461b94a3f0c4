// What the loaded plugins offer, by id.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "plugin/app.h"
#include "plugin/card.h"
#include "plugin/congestion_control.h"
#include "plugin/engine.h"
#include "plugin/link_stage.h"
#include "plugin/packet_io.h"

namespace tcplab {

using EngineFactory = std::function<std::unique_ptr<Engine>(EngineSetup)>;
using CongestionControlFactory = std::function<std::unique_ptr<CongestionControl>(CongestionSetup)>;
// A Problem is about parameters that do not go together, which a card cannot say; its path begins at the parameters ("/numbers/0/to").
using LinkStageFactory = std::function<Result<std::unique_ptr<LinkStage>>(LinkStageSetup)>;
using AppFactory = std::function<std::unique_ptr<App>(AppSetup)>;
using PacketIoFactory = std::function<std::unique_ptr<PacketIo>(Parameters)>;

class Catalogue {
public:
    // The factory's type must fit the card's kind. A second plugin with the same id is refused: false.
    bool add(Card card, EngineFactory factory) { return insert(std::move(card), PluginKind::Engine, std::move(factory)); }
    bool add(Card card, CongestionControlFactory factory)
    {
        return insert(std::move(card), PluginKind::CongestionControl, std::move(factory));
    }
    bool add(Card card, LinkStageFactory factory) { return insert(std::move(card), PluginKind::LinkStage, std::move(factory)); }
    bool add(Card card, AppFactory factory) { return insert(std::move(card), PluginKind::App, std::move(factory)); }
    bool add(Card card, PacketIoFactory factory) { return insert(std::move(card), PluginKind::PacketIo, std::move(factory)); }

    const EngineFactory* engine(std::string_view id) const { return find<EngineFactory>(id); }
    const CongestionControlFactory* congestionControl(std::string_view id) const { return find<CongestionControlFactory>(id); }
    const LinkStageFactory* linkStage(std::string_view id) const { return find<LinkStageFactory>(id); }
    const AppFactory* app(std::string_view id) const { return find<AppFactory>(id); }
    const PacketIoFactory* packetIo(std::string_view id) const { return find<PacketIoFactory>(id); }

    // nullptr when nothing of that id is loaded.
    const Card* card(std::string_view id) const;
    std::vector<const Card*> cards() const;  // in order of id

private:
    struct Entry {
        Card card;
        std::variant<EngineFactory, CongestionControlFactory, LinkStageFactory, AppFactory, PacketIoFactory> factory;
    };

    template <class Factory>
    bool insert(Card card, PluginKind kind, Factory factory)
    {
        TCPLAB_ASSURE(card.kind == kind);
        const std::string id = card.id;
        return entries_.try_emplace(id, Entry{std::move(card), std::move(factory)}).second;
    }

    template <class Factory>
    const Factory* find(std::string_view id) const
    {
        const auto found = entries_.find(id);
        return found == entries_.end() ? nullptr : std::get_if<Factory>(&found->second.factory);
    }

    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace tcplab
