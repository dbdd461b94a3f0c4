// Which plugins are loaded, which are not, and why.
#pragma once

#include <QDialog>

#include "session/plugin_loader.h"

namespace tcplab {

class PluginsDialog : public QDialog {
    Q_OBJECT
public:
    explicit PluginsDialog(const std::vector<PluginRecord>& records, QWidget* parent = nullptr);
};

}  // namespace tcplab
