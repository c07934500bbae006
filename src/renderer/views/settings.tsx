import { Grid, Page, span } from '../ui/page.tsx';
import { BackupSettings } from './settings-backups.tsx';
import { LogViewer } from './settings-log.tsx';
import { AboutSettings, AppearanceSettings, KeySettings, PlaceSettings } from './settings-parts.tsx';
import { ScheduleRecord, ScheduleSettings } from './settings-schedule.tsx';

/** Shows what can be set, where the files lie, the backups and the log. */
export function SettingsView() {
  return (
    <Page title="Settings">
      <Grid>
        <ScheduleSettings className={span.twoThirds} />
        <AppearanceSettings className={span.third} />
        <BackupSettings />
        <ScheduleRecord />
        <LogViewer />
        <PlaceSettings className={span.half} />
        <AboutSettings className={span.half} />
        <KeySettings />
      </Grid>
    </Page>
  );
}
