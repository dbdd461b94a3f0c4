// Pieces of sound: each is its number and how many there are, in four octets each, and the sound.
#pragma once

#include <memory>

#include "plugin/app.h"

namespace tcplab::app_voice {

constexpr std::size_t kHeaderOctets = 8;

struct Format {
    explicit Format(const Parameters& parameters);

    bool overTcp;
    Duration interval;
    std::size_t frameOctets;  // header and sound
};

std::unique_ptr<App> makeSpeaker(const AppSetup& setup);
std::unique_ptr<App> makeListener(const AppSetup& setup);

}  // namespace tcplab::app_voice
