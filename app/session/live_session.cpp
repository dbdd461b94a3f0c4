#include "session/live_session.h"

#include <chrono>

#include <QThread>

#include "language/language.h"

namespace tcplab {

LiveSession::LiveSession(const Catalogue& catalogue, QObject* parent) : QObject(parent), catalogue_(catalogue)
{
    timer_.setInterval(100);
    connect(&timer_, &QTimer::timeout, this, &LiveSession::lookForGrowth);
}

LiveSession::~LiveSession() { stop(); }

tl::expected<std::shared_ptr<const Trace>, QString> LiveSession::start(const LiveOptions& options, const QString& recording)
{
    stop();
    const auto setup = liveSetupOf(options);
    if (!setup)
        return tl::unexpected(told(setup.error()));
    if (const auto may = mayMeetRealPeers(setup->host, catalogue_); !may)
        return tl::unexpected(told(may.error()));
    auto door = tapDoor(options.device, catalogue_);
    if (!door)
        return tl::unexpected(told(door.error()));
    if (const auto opened = (*door)->open(); !opened)
        return tl::unexpected(told(opened.error()));
    auto world = LiveWorld::create(*setup, **door, catalogue_);
    if (!world)
        return tl::unexpected(told(world.error()));
    if (!recording.isEmpty()) {
        auto begun = LiveRecording::begin(recording.toStdString(), **door, options.device);
        if (!begun)
            return tl::unexpected(told(begun.error()));
        recording_ = std::move(*begun);
        (*world)->setWitness([this](Instant at, OctetView packet) { recording_->write(at, packet); });
    }
    door_ = std::move(*door);
    world_ = std::move(*world);
    stop_ = false;
    seen_ = 0;
    thread_.reset(QThread::create([this] {
        const auto began = std::chrono::steady_clock::now();
        world_->run([began] { return Instant{std::chrono::steady_clock::now() - began}; }, [this] { return stop_.load(); });
    }));
    thread_->start();
    timer_.start();
    return world_->trace();
}

void LiveSession::stop()
{
    if (!running())
        return;
    stop_ = true;
    thread_->wait();
    thread_.reset();
    timer_.stop();
    lookForGrowth();
    world_.reset();
    door_.reset();
    QString problem;
    if (recording_)
        if (const auto finished = recording_->finish(); !finished)
            problem = told(finished.error());
    recording_.reset();
    emit stopped(problem);
}

void LiveSession::lookForGrowth()
{
    const std::size_t size = world_->trace()->size();
    if (size == seen_)
        return;
    seen_ = size;
    emit grew();
}

}  // namespace tcplab
