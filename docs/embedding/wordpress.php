<?php
/**
 * Plugin Name: donation-flow
 * Description: The address of a snapshot's page, alone on a line of an article, becomes its panel: https://news.example/snapshots/relief/panel.ar.html
 *
 * For wp-content/mu-plugins/ of WordPress 6.5 or later. The two addresses below are your own site's.
 */

defined( 'ABSPATH' ) || exit;

/** Where the folders are that `donation-flow snapshot` and `donation-flow render --script` wrote. */
const DONATION_FLOW_SNAPSHOTS = 'https://news.example/snapshots/';

/** Where dist/ is. */
const DONATION_FLOW_CODE = 'https://news.example/donation-flow/';

// What a provider of the site's own answers stays as it is: the panel is as high as it wants, and its links open.
add_action(
	'init',
	function () {
		$pages = '#^' . preg_quote( DONATION_FLOW_SNAPSHOTS, '#' ) . '[\w-]+/panel\.[\w-]+\.html$#';
		wp_oembed_add_provider( $pages, DONATION_FLOW_SNAPSHOTS, true );
	}
);

// The answers are files: beside panel.ar.html there is oembed.ar.json.
add_filter(
	'oembed_fetch_url',
	function ( $provider, $url ) {
		if ( ! str_starts_with( $url, DONATION_FLOW_SNAPSHOTS ) ) {
			return $provider;
		}
		return preg_replace( '#/panel\.([\w-]+)\.html$#', '/oembed.$1.json', $url );
	},
	10,
	2
);

// Room for the panel before it is there, and what gives its frame the height that it tells.
add_filter(
	'embed_oembed_html',
	function ( $html, $url ) {
		if ( ! str_starts_with( $url, DONATION_FLOW_SNAPSHOTS ) ) {
			return $html;
		}
		wp_enqueue_style( 'donation-flow', DONATION_FLOW_CODE . 'reserve.css', array(), null );
		wp_enqueue_script_module( 'donation-flow', DONATION_FLOW_CODE . 'frame-parent.js', array(), null );
		return '<div class="donation-flow-frame">' . $html . '</div>';
	},
	10,
	2
);
