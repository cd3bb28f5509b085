namespace DbMarketing.Engine.Journal.Sqlite;

/// <summary>The <see cref="AnalystViews"/> in SQLite's dialect.</summary>
internal static class SqliteViews
{
    /// <summary>Makes them.</summary>
    public const string Sql =
        """
        CREATE VIEW analytics_customers AS
            SELECT c.key AS customer_key, substr(c.id, 3) AS customer_id,
                CASE substr(c.id, 1, 1) WHEN 'k' THEN 'known' ELSE 'anonymous' END AS customer_kind, max(j.sequence) AS turns,
                strftime('%Y-%m-%dT%H:%M:%fZ', min(j.at) / 1000.0, 'unixepoch') AS first_turn_at,
                strftime('%Y-%m-%dT%H:%M:%fZ', max(j.at) / 1000.0, 'unixepoch') AS last_turn_at
            FROM customers c JOIN journal j ON j.customer = c.key GROUP BY c.key;
        CREATE VIEW analytics_entries AS
            SELECT c.key AS customer_key, substr(c.id, 3) AS customer_id,
                CASE substr(c.id, 1, 1) WHEN 'k' THEN 'known' ELSE 'anonymous' END AS customer_kind,
                j.sequence, e.key AS number, strftime('%Y-%m-%dT%H:%M:%fZ', j.at / 1000.0, 'unixepoch') AS at,
                e.value ->> 'entry' AS entry, e.value AS content
            FROM journal j JOIN customers c ON c.key = j.customer JOIN json_each(j.payload) e;
        CREATE VIEW analytics_interactions AS
            SELECT customer_key, customer_id, customer_kind, sequence, content ->> '$.interaction.type' AS type,
                content ->> '$.interaction.source' AS source, content ->> '$.interaction.messageId' AS message_id,
                content ->> '$.interaction.channel' AS channel, content ->> '$.interaction.sessionId' AS session_id,
                content ->> '$.interaction.occurredAt' AS occurred_at, content ->> 'effectiveAt' AS effective_at,
                content ->> '$.interaction.receivedAt' AS received_at, content -> '$.interaction' AS content
            FROM analytics_entries WHERE entry = 'recorded';
        CREATE VIEW analytics_orders AS
            SELECT customer_key, customer_id, customer_kind, sequence, content ->> '$.interaction.type' AS type,
                content ->> '$.interaction.orderId' AS order_id, content ->> 'effectiveAt' AS effective_at,
                content ->> '$.interaction.amount' AS amount, content ->> '$.interaction.currency' AS currency,
                content ->> 'baseAmount' AS base_amount, coalesce(content ->> 'newOrder', 0) AS new_order
            FROM analytics_entries
            WHERE entry = 'recorded' AND content ->> '$.interaction.type' IN ('orderCompleted', 'orderRefunded');
        CREATE VIEW analytics_order_items AS
            SELECT customer_key, customer_id, customer_kind, sequence, content ->> '$.interaction.orderId' AS order_id,
                content ->> 'effectiveAt' AS effective_at, p.value ->> 'productId' AS product_id, p.value ->> 'category' AS category,
                p.value ->> 'quantity' AS quantity, p.value ->> 'price' AS price, content ->> '$.interaction.currency' AS currency
            FROM analytics_entries JOIN json_each(content, '$.interaction.products') p
            WHERE entry = 'recorded' AND content ->> '$.interaction.type' = 'orderCompleted';
        CREATE VIEW analytics_decisions AS
            SELECT customer_key, customer_id, customer_kind, sequence, content ->> '$.decision.id' AS decision_id,
                content ->> '$.decision.now' AS at, content ->> '$.decision.request.channel' AS channel,
                content ->> '$.decision.playbookVersion' AS playbook_version, o.value ->> 'placement' AS placement,
                o.value ->> 'rank' AS rank, o.value ->> 'offerId' AS offer_id, o.value ->> 'groupId' AS group_id,
                o.value ->> 'treatmentId' AS treatment_id, o.value ->> 'priority' AS priority, o.value ->> 'propensity' AS propensity,
                o.value ->> 'value' AS value
            FROM analytics_entries JOIN json_each(content, '$.decision.offers') o WHERE entry = 'decided';
        CREATE VIEW analytics_outcomes AS
            SELECT customer_key, customer_id, customer_kind, sequence, content ->> '$.interaction.type' AS outcome,
                content ->> '$.interaction.decisionId' AS decision_id, content ->> '$.interaction.offerId' AS offer_id,
                content ->> '$.interaction.treatmentId' AS treatment_id, content ->> '$.interaction.placement' AS placement,
                content ->> 'effectiveAt' AS effective_at
            FROM analytics_entries
            WHERE entry = 'recorded' AND content ->> '$.interaction.type' IN (
                'offerPresented', 'offerClicked', 'offerAccepted', 'offerDeclined', 'offerIgnored', 'outcomeVoided');
        CREATE VIEW analytics_segment_changes AS
            SELECT customer_key, customer_id, customer_kind, sequence, s.value ->> 'segment' AS segment, 'entered' AS change,
                s.value ->> 'at' AS at, s.value ->> 'reason' AS reason
            FROM analytics_entries JOIN json_each(content, '$.entered') s WHERE entry = 'reviewed'
            UNION ALL
            SELECT customer_key, customer_id, customer_kind, sequence, s.value ->> 'segment', 'left', s.value ->> 'at', s.value ->> 'reason'
            FROM analytics_entries JOIN json_each(content, '$.left') s WHERE entry = 'reviewed';
        CREATE VIEW analytics_segment_members AS
            SELECT customer_key, customer_id, customer_kind, segment, at AS since
            FROM (
                SELECT *, row_number() OVER (PARTITION BY customer_key, segment ORDER BY sequence DESC, at DESC) AS newest
                FROM analytics_segment_changes)
            WHERE newest = 1 AND change = 'entered';
        CREATE VIEW analytics_standings AS
            SELECT customer_key, customer_id, customer_kind, coalesce(standing ->> 'orders', 0) AS orders,
                coalesce(standing ->> 'revenue', 0) AS revenue, coalesce(standing ->> 'purchaseDays', 0) AS purchase_days,
                standing ->> 'firstDay' AS first_day, standing ->> 'lastDay' AS last_day,
                coalesce(standing ->> '$.year.orders', 0) AS year_orders, coalesce(standing ->> '$.year.revenue', 0) AS year_revenue,
                coalesce(standing ->> '$.quarter.orders', 0) AS quarter_orders,
                coalesce(standing ->> '$.quarter.revenue', 0) AS quarter_revenue
            FROM (
                SELECT *, content -> 'is' AS standing, row_number() OVER (PARTITION BY customer_key ORDER BY sequence DESC) AS newest
                FROM analytics_entries
                WHERE entry = 'reviewed' AND (json_type(content, '$.is') IS NOT NULL OR json_type(content, '$.was') IS NOT NULL))
            WHERE newest = 1 AND standing IS NOT NULL;
        """;
}
