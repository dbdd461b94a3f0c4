#include "session/runner.h"

namespace tcplab {

Result<std::shared_ptr<const RunOutcome>> runAndAnalyse(const Lab& lab, const Catalogue& catalogue, const RunOptions& options)
{
    Result<RunResult> result = run(lab, catalogue, options);
    if (!result)
        return tl::unexpected(result.error());
    auto outcome = std::make_shared<RunOutcome>();
    outcome->lab = lab;
    outcome->trace = result->trace;
    outcome->editHits = std::move(result->editHits);
    outcome->exchange = std::make_shared<const Exchange>(exchangeOf(*outcome->trace));
    if (auto verdicts = evaluateChecks(lab, *outcome->trace))
        outcome->verdicts = std::move(*verdicts);
    else
        outcome->checkProblem = verdicts.error();
    return outcome;
}

Runner::Runner(const Catalogue& catalogue, QObject* parent) : QObject(parent), catalogue_(catalogue)
{
    // One thread: a new run waits for the cancelled one to notice, which it does between two events.
    thread_.setMaxThreadCount(1);
}

Runner::~Runner()
{
    cancel();
    thread_.waitForDone();
}

void Runner::run(const Lab& lab)
{
    cancel();
    cancelled_ = std::make_shared<std::atomic<bool>>(false);
    running_ = true;
    emit started();
    thread_.start([this, lab, cancelled = cancelled_] {
        RunOptions options;
        options.cancel = cancelled.get();
        auto result = cancelled->load() ? tl::unexpected(Problem{}) : runAndAnalyse(lab, catalogue_, options);
        QMetaObject::invokeMethod(this, [this, cancelled, result = std::move(result)] {
            if (cancelled->load())
                return;
            running_ = false;
            if (result)
                emit finished(*result);
            else
                emit failed(result.error());
        });
    });
}

void Runner::cancel()
{
    if (cancelled_)
        cancelled_->store(true);
    running_ = false;
}

}  // namespace tcplab
