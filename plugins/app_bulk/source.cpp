#include "app_bulk/source.h"

#include <fmt/format.h>

#include "plugin/source_text.h"

namespace tcplab::app_bulk {
namespace {

constexpr std::string_view kProgram = R"(#include <math.h>
#include <pthread.h>
#include <time.h>

double now(void);
double draw(double mean);

void *flow(void *unused)
{
    char buffer[65536];
$begun    long long left = $size;
    int s = socket(AF_INET, $type, 0);

    if (connect(s, $to, LENGTH) < 0)
        left = 0;
$loop    close(s);
    return unused;
}

int main(void)
{
    pthread_t threads[$flows];

    nanosleep($at, NULL);
    for (int i = 0; i < $flows; ++i)
        pthread_create(&threads[i], NULL, flow, NULL);
    for (int i = 0; i < $flows; ++i)
        pthread_join(threads[i], NULL);
}

double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

double draw(double mean)
{
    return $draw;
}
)";

constexpr std::string_view kSteady = R"(    while (left > 0$inTime) {
$send    }
)";

constexpr std::string_view kTimedBursts = R"(    while (left > 0$inTime) {
        usleep(1e6 * draw($pause));
        double until = now() + draw($burst);
        while (left > 0 && now() < until) {
$send        }
    }
)";

constexpr std::string_view kSizedBursts = R"(    while (left > 0$inTime) {
        usleep(1e6 * draw($pause));
        long long burst = draw($burstSize);
        for (; left > 0 && burst > 0; burst -= $length) {
$send        }
    }
)";

constexpr std::string_view kSendPiece = R"(ssize_t n = send(s, buffer, left < $length ? left : $length, 0);
if (n < 0)
    break;
left -= n;
)";

constexpr std::string_view kSendDatagram = R"(send(s, buffer, $length, 0);
left -= $length;
nanosleep($interval, NULL);
)";

std::string replaced(std::string_view text, const std::string& name, const std::string& value)
{
    std::string made(text);
    for (std::size_t at = made.find(name); at != std::string::npos; at = made.find(name, at + value.size()))
        made.replace(at, name.size(), value);
    return made;
}

std::string indented(std::string_view text, std::size_t columns)
{
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at) + 1;
        made += std::string(columns, ' ') + std::string(text.substr(at, end - at));
        at = end;
    }
    return made;
}

std::string secondsInC(Duration duration) { return fmt::format("{}e-9", nanoseconds(duration)); }

std::string drawInC(const std::string& distribution)
{
    if (distribution == "fixed")
        return "mean";
    return distribution == "pareto" ? "0.375 * mean * pow(1 - drand48(), -0.625)" : "-mean * log(1 - drand48())";
}

std::string loopOf(const Parameters& parameters)
{
    const std::string& pattern = parameters.text("pattern");
    const bool steady = pattern == "steady", overTcp = parameters.text("transport") == "tcp";
    const std::string_view loop = steady ? kSteady : pattern == "timedBursts" ? kTimedBursts : kSizedBursts;
    const std::string send = indented(overTcp ? kSendPiece : kSendDatagram, steady ? 8 : 12);
    const bool ends = parameters.has("duration");
    return replaced(replaced(loop, "$send", send), "$inTime",
                    ends ? " && now() < begun + " + secondsInC(parameters.duration("duration")) : "");
}

}  // namespace

std::string sourceOf(const Parameters& parameters)
{
    const bool overTcp = parameters.text("transport") == "tcp";
    const std::int64_t payload = parameters.size("payload");
    const std::string& to = parameters.text("to");
    return wholeSource(replaced(kProgram, "$loop", loopOf(parameters)),
                       {{"begun", parameters.has("duration") ? "    double begun = now();\n" : ""},
                        {"size", parameters.has("size") ? fmt::format("{}", parameters.size("size")) : "1LL << 62"},
                        {"type", overTcp ? "SOCK_STREAM" : "SOCK_DGRAM"},
                        {"to", addressInC(to)},
                        {"flows", fmt::format("{}", parameters.count("flows"))},
                        {"at", timeInC(parameters.duration("at"))},
                        {"draw", drawInC(parameters.text("distribution"))},
                        {"pause", secondsInC(parameters.duration("pause"))},
                        {"burst", secondsInC(parameters.duration("burst"))},
                        {"burstSize", fmt::format("{}", parameters.size("burstSize"))},
                        {"length", overTcp ? "65536" : fmt::format("{}", payload)},
                        {"interval", timeInC(transmissionTime(parameters.rate("rate"), payload))}},
                       to.find('[') == 0);
}

}  // namespace tcplab::app_bulk
