#include "app_http/plugin.h"

#include "app_http/client.h"
#include "app_http/server.h"
#include "card.h"

namespace tcplab::app_http {
namespace {

std::unique_ptr<App> make(const AppSetup& setup)
{
    if (setup.parameters.text("role") == "client")
        return std::make_unique<Client>(setup);
    return std::make_unique<Server>(setup);
}

}  // namespace

void contribute(Catalogue& catalogue) { catalogue.add(parseCard(kCard).value(), AppFactory(make)); }

}  // namespace tcplab::app_http
