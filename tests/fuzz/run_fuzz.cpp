// Labs of strangers, run: nothing crashes or hangs, the Trace is in order, every event has a cause, the same again is the same.
#include "analysis/checks.h"
#include "analysis/exchange.h"
#include "lab/lab_file.h"
#include "sim/run.h"
#include "support/checked_engine.h"

using namespace tcplab;

namespace {

void judge(const Trace& trace)
{
    for (std::size_t i = 0; i < trace.size(); ++i) {
        const Event& event = trace[i];
        TCPLAB_ASSURE(i == 0 || trace[i - 1].at <= event.at);
        TCPLAB_ASSURE(!event.parent.valid() || event.parent.number() < i);
        TCPLAB_ASSURE(!event.second.valid() || event.second.number() < i);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto file = parseLab({reinterpret_cast<const char*>(data), size}, "fuzz.tcplab");
    if (!file)
        return 0;
    RunOptions options;
    options.eventLimit = 1000;
    const auto result = run(file->lab, test::checkedCatalogue(), options);
    if (!result) {
        TCPLAB_ASSURE(!result.error().sentence.empty());
        return 0;
    }
    judge(*result->trace);
    TCPLAB_ASSURE(fingerprint(*run(file->lab, test::checkedCatalogue(), options)->trace) == fingerprint(*result->trace));
    exchangeOf(*result->trace);
    if (const auto verdicts = evaluateChecks(file->lab, *result->trace))
        TCPLAB_ASSURE(verdicts->size() == file->lab.checks.size());
    return 0;
}
