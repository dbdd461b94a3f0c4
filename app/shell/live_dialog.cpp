#include "shell/live_dialog.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QVBoxLayout>

namespace tcplab {

LiveDialog::LiveDialog(LiveSession& session, Preferences& preferences, QWidget* parent)
    : QDialog(parent), session_(session), preferences_(preferences), device_(new QLineEdit(QStringLiteral("tap0"))),
      address_(new QLineEdit(QStringLiteral("10.9.0.2/24"))), gateway_(new QLineEdit),
      services_(new QLineEdit(QStringLiteral("http:80 echo:7"))), settings_(new QLineEdit), loss_(new QDoubleSpinBox),
      recording_(new QLineEdit), message_(new QLabel)
{
    setWindowTitle(tr("Live on a network"));
    auto* introduction =
        new QLabel(tr("TCP Lab's own engine answers on a TAP device of this computer. Other programs reach it at its address, and "
                      "every segment appears on the timeline."));
    introduction->setWordWrap(true);
    gateway_->setPlaceholderText(tr("none"));
    recording_->setPlaceholderText(tr("none"));
    loss_->setRange(0, 100);
    loss_->setDecimals(1);
    loss_->setSuffix(QStringLiteral(" %"));
    services_->setToolTip(tr("http, echo, discard or chargen, each with its port, separated by spaces"));
    settings_->setPlaceholderText(tr("defaults"));
    settings_->setToolTip(tr("Parameters of the engine, separated by spaces: tcp_sack=false timeWait=\"5 s\" cc_cubic.hystart=off"));
    auto* form = new QFormLayout;
    form->addRow(tr("&TAP device"), device_);
    form->addRow(tr("&Address and prefix length"), address_);
    form->addRow(tr("&Gateway"), gateway_);
    form->addRow(tr("&Services"), services_);
    form->addRow(tr("&Engine"), settings_);
    form->addRow(tr("&Loss in each direction"), loss_);
    form->addRow(tr("&Record to (pcapng)"), recording_);
    message_->setWordWrap(true);
    message_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    message_->hide();
    auto* buttons = new QDialogButtonBox;
    buttons->addButton(tr("&Start"), QDialogButtonBox::AcceptRole);
    buttons->addButton(tr("&Cancel"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &LiveDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(introduction);
    layout->addLayout(form);
    layout->addWidget(message_);
    layout->addWidget(buttons);
    resize(460, sizeHint().height());
    recall();
}

// By these names the fields are remembered; where to record is not, so that no session overwrites the one before.
std::vector<std::pair<QString, QLineEdit*>> LiveDialog::texts() const
{
    return {{QStringLiteral("device"), device_},
            {QStringLiteral("address"), address_},
            {QStringLiteral("gateway"), gateway_},
            {QStringLiteral("services"), services_},
            {QStringLiteral("settings"), settings_}};
}

void LiveDialog::recall()
{
    const QVariantMap& fields = preferences_.live();
    for (const auto& [name, field] : texts())
        if (fields.contains(name))
            field->setText(fields.value(name).toString());
    loss_->setValue(fields.value(QStringLiteral("loss")).toDouble());
}

void LiveDialog::remember()
{
    QVariantMap fields{{QStringLiteral("loss"), loss_->value()}};
    for (const auto& [name, field] : texts())
        fields.insert(name, field->text());
    preferences_.setLive(fields);
}

void LiveDialog::accept()
{
    remember();
    const auto begun = session_.start(options(), recording_->text().trimmed());
    if (!begun) {
        message_->setText(QStringLiteral("✖ ") + begun.error());
        message_->show();
        // What stands above it keeps its room.
        resize(width(), std::max(height(), layout()->totalHeightForWidth(width())));
        return;
    }
    trace_ = *begun;
    QDialog::accept();
}

LiveOptions LiveDialog::options() const
{
    LiveOptions options;
    options.device = device_->text().trimmed().toStdString();
    options.address = address_->text().trimmed().toStdString();
    options.gateway = gateway_->text().trimmed().toStdString();
    for (const QString& service : services_->text().split(u' ', Qt::SkipEmptyParts))
        options.services.push_back(service.toStdString());
    for (const QString& setting : QProcess::splitCommand(settings_->text()))
        options.settings.push_back(setting.toStdString());
    options.loss = loss_->value() / 100;
    return options;
}

}  // namespace tcplab
