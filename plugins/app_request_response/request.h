// Both sides' understanding of a request.
#pragma once

#include <cstdint>
#include <memory>

#include "plugin/app.h"
#include "wire/octet_order.h"

namespace tcplab::app_request_response {

// Its own length and that of the answer, both in octets, in network order; then as much as the length says.
constexpr std::size_t kHeadOctets = 8;

std::unique_ptr<App> makeClient(const AppSetup& setup);
std::unique_ptr<App> makeServer(const AppSetup& setup);

}  // namespace tcplab::app_request_response
