import { Grid, Page, span } from '../ui/page.tsx';
import styles from './settings.module.css';
import { BackupSettings } from './settings-backups.tsx';
import { LogViewer } from './settings-log.tsx';
import { AboutSettings, AppearanceSettings, KeySettings, PlaceSettings } from './settings-parts.tsx';
import { ScheduleRecord, ScheduleSettings } from './settings-schedule.tsx';

/** Shows what can be set, where the files lie, the backups and the log. */
export function SettingsView() {
  return (
    <Page title="Settings">
      <Grid>
        <div className={span.half}>
          <ScheduleSettings />
        </div>
        <div className={`${span.half} ${styles.column}`}>
          <ScheduleRecord />
          <BackupSettings />
        </div>
        <PlaceSettings className={span.twoThirds} />
        <AppearanceSettings className={span.third} />
        <div className={styles.full}>
          <LogViewer />
        </div>
        <KeySettings className={span.half} />
        <AboutSettings className={span.half} />
      </Grid>
    </Page>
  );
}
